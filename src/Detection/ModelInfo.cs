using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>What a <see cref="Detector"/> knows about its model. Immutable.</summary>
public sealed class ModelInfo
{
    private const int DefaultSide = 640, DefaultStride = 32;

    internal ModelInfo(
        string path, ModelSignature signature, DetectorFamily family, InputSpec input, ExecutionProvider provider)
    {
        Path = path;
        Signature = signature;
        Family = family;
        Input = input;
        Provider = provider;
        Image = signature.Input(input.Name)!;
        int rows = Image.Rank - (input.Layout == TensorLayout.Nchw ? 2 : 3);
        (int height, int width) = (Image.Dimensions[rows], Image.Dimensions[rows + 1]);
        Size fit = input.Size ?? new Size(DefaultSide, DefaultSide);
        Stride = input.Stride ?? DefaultStride;
        DynamicHeight = height < 0;
        DynamicWidth = width < 0;
        InputHeight = DynamicHeight ? RoundUp(fit.Height) : height;
        InputWidth = DynamicWidth ? RoundUp(fit.Width) : width;
    }

    /// <summary>Full path of the model file; its name where it was loaded from bytes.</summary>
    public string Path { get; }

    /// <summary>How the input is filled and the answer is read.</summary>
    public DetectorFamily Family { get; }

    /// <summary>How an image is written into the input, with everything decided.</summary>
    public InputSpec Input { get; }

    /// <summary>
    /// How an image is written into the input, in words: <c>RGB in [0, 1], NCHW, letterbox centred on 114</c>.
    /// </summary>
    public string InputRule => Input.ToString();

    /// <summary>Class names by class index.</summary>
    public IReadOnlyList<string> ClassNames { get; internal init; } = [];

    /// <summary>Where the class names come from.</summary>
    public ClassNamesSource ClassNamesSource { get; internal init; }

    /// <summary>Largest stride of the network: a dynamic input side is a multiple of it.</summary>
    public int Stride { get; }

    /// <summary>Fixed batch size, or null when the batch axis is dynamic.</summary>
    public int? Batch => !HasBatchAxis ? 1 : Image.Dimensions[0] > 0 ? Image.Dimensions[0] : null;

    /// <summary>
    /// Input height in pixels: the fixed one, or the one that images are fitted into when it is dynamic.
    /// </summary>
    public int InputHeight { get; }

    /// <summary>
    /// Input width in pixels: the fixed one, or the one that images are fitted into when it is dynamic.
    /// </summary>
    public int InputWidth { get; }

    /// <summary>Both: the size that images are fitted into.</summary>
    public Size InputSize => new(InputWidth, InputHeight);

    /// <summary>Whether the height of the input is dynamic.</summary>
    public bool DynamicHeight { get; }

    /// <summary>Whether the width of the input is dynamic.</summary>
    public bool DynamicWidth { get; }

    /// <summary>Whether images smaller than the input are enlarged to it.</summary>
    public bool ScaleUp => Input.ScaleUp ?? true;

    /// <summary>Whether noise is taken out of images that have some.</summary>
    public bool Denoise => Input.Denoise ?? false;

    /// <summary>Whether the input is float16.</summary>
    public bool HalfPrecision => Image.ElementType == TensorElementType.Float16;

    /// <summary>The provider that runs the model.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>The model's own metadata, as written by its exporter.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Signature.Metadata;

    /// <summary>What the graph says of itself.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The same facts on one line.</summary>
    public override string ToString() =>
        $"{System.IO.Path.GetFileName(Path)}: {Family.Name}, {ClassNames.Count} classes, input "
        + $"{Axis(InputWidth, DynamicWidth)}x{Axis(InputHeight, DynamicHeight)}, "
        + $"batch {Batch?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "dynamic"}, {Provider}";

    /// <summary>The input that takes the image.</summary>
    internal TensorSignature Image { get; }

    internal bool HasBatchAxis => Image.Rank == 4;

    private int RoundUp(int side) => (int)Math.Min((side + Stride - 1L) / Stride * Stride, int.MaxValue);

    private static string Axis(int side, bool dynamic) => dynamic ? $"<={side}" : $"{side}";
}
