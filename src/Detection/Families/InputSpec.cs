using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// How an image is written into the input of a network. The defaults are those of Ultralytics' models. The type of the
/// numbers (float32, float16 or uint8) is the model's own statement.
/// </summary>
/// <param name="Name">Name of the input that takes the image.</param>
public sealed record InputSpec(string Name)
{
    /// <summary>Order of the axes. Default NCHW.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>Order of the channels. Default RGB.</summary>
    public ColourOrder Colours { get; init; } = ColourOrder.Rgb;

    /// <summary>
    /// Subtracted from the 8-bit values, per channel in the tensor's order. Default 0.
    /// </summary>
    public Scalar Mean { get; init; }

    /// <summary>
    /// What remains is divided by this, per channel in the tensor's order. Default 255: values in [0, 1].
    /// </summary>
    public Scalar Deviation { get; init; } = Scalar.All(255);

    /// <summary>How an image gets the size of the input. Default: a centred letterbox.</summary>
    public InputFit Fit { get; init; } = InputFit.LetterboxCentred;

    /// <summary>8-bit value of the border, per channel in the tensor's order. Default 114.</summary>
    public Scalar Pad { get; init; } = Scalar.All(114);

    /// <summary>How an image is scaled. Default: linear.</summary>
    public InterpolationFlags Interpolation { get; init; } = InterpolationFlags.Linear;

    /// <summary>Whether the sides of the scaled image are cut to whole pixels. Default false: rounded.</summary>
    public bool TruncatesSize { get; init; }

    /// <summary>Pixels of each axis that stay border whatever the image. Default 0.</summary>
    public int Margin { get; init; }

    /// <summary>
    /// No image is scaled so that its shorter side becomes longer than this. Default null: no such limit.
    /// </summary>
    public int? ShortSide { get; init; }

    /// <summary>
    /// What images are fitted into where the sides of the input are dynamic. Default null: the metadata 'imgsz', else
    /// 640 x 640. <see cref="DetectorOptions.InputSize"/> has the last word.
    /// </summary>
    public Size? Size { get; init; }

    /// <summary>
    /// Dynamic sides are padded to a multiple of this. Default null: the metadata 'stride', else 32.
    /// <see cref="DetectorOptions.Stride"/> has the last word.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>
    /// Whether an image smaller than the input is enlarged to it. Default null: the metadata 'scaleup', else true.
    /// <see cref="DetectorOptions.ScaleUp"/> has the last word.
    /// </summary>
    public bool? ScaleUp { get; init; }

    /// <summary>
    /// Where smaller images are not enlarged to the input: the length to which the longer side of one is still enlarged
    /// that is shorter. Default null: the metadata 'enlarge-to', else none is enlarged.
    /// </summary>
    public int? EnlargeTo { get; init; }

    /// <summary>
    /// Whether noise is taken out of images that have some, as <see cref="NoiseFilter"/> does, at their own
    /// size or that of the input, whichever is smaller. Default null: the metadata 'denoise', else false.
    /// <see cref="DetectorOptions.Denoise"/> has the last word.
    /// </summary>
    public bool? Denoise { get; init; }

    /// <summary>What the network wants beside the image. Default: nothing.</summary>
    public IReadOnlyList<ExtraInput> ExtraInputs { get; init; } = [];

    /// <summary>The rule in words, for example <c>RGB in [0, 1], NCHW, letterbox centred on 114</c>.</summary>
    public override string ToString()
    {
        string extras = string.Concat(ExtraInputs.Select(extra => $", with {extra.Name}"));
        string colours = Colours.ToString().ToUpperInvariant(), layout = Layout.ToString().ToUpperInvariant();
        return $"{colours} {Range}, {layout}, {Placing}{extras}";
    }

    private string Range => (Mean == Scalar.All(0), Deviation) switch
    {
        (true, var d) when d == Scalar.All(255) => "in [0, 1]",
        (true, var d) when d == Scalar.All(1) => "in [0, 255]",
        _ => FormattableString.Invariant(
            $"less ({Mean.Val0:0.###}, {Mean.Val1:0.###}, {Mean.Val2:0.###}), divided by ")
            + FormattableString.Invariant($"({Deviation.Val0:0.###}, {Deviation.Val1:0.###}, {Deviation.Val2:0.###})"),
    };

    private string Placing => Fit switch
    {
        InputFit.LetterboxCentred => FormattableString.Invariant($"letterbox centred on {Pad.Val0:0.###}"),
        InputFit.LetterboxTopLeft => FormattableString.Invariant($"letterbox top left on {Pad.Val0:0.###}"),
        InputFit.Stretch => "stretched",
        _ => "at its own size",
    };
}
