using DetectionSdk.Imaging;
using DetectionSdk.Inference;
using DetectionSdk.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Says of every pixel of an image which class it shows. Thread-safe, but for disposing it.</summary>
/// <remarks>
/// The model: input <c>images</c> float [B, 3, H, W], RGB in [0, 1], H and W multiples of the stride; output
/// <c>shares</c> [B, classes, sH, sW], which add up to 1 over the classes; metadata <c>task</c> =
/// semantic-segmentation, <c>names</c>, <c>scale</c> = s (an integer) and <c>stride</c>.
/// </remarks>
public sealed class Segmenter : IDisposable
{
    /// <summary>Name of the input.</summary>
    public const string Images = "images";

    /// <summary>Name of the output.</summary>
    public const string Shares = "shares";

    private static readonly string[] Inputs = [Images], Outputs = [Shares];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private Segmenter(InferenceSession session, SegmenterInfo model)
    {
        _session = session;
        Model = model;
    }

    /// <summary>The facts of the model.</summary>
    public SegmenterInfo Model { get; }

    /// <summary>Opens a model file.</summary>
    /// <param name="path">An ONNX model.</param>
    /// <param name="options">Hardware; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or no segmenter.</exception>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Segmenter Load(string path, SegmenterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NativeOpenCv.Require();
        options ??= new SegmenterOptions();
        options.Validate();
        (InferenceSession session, ExecutionProvider provider) =
            SessionFactory.Open(path, options, NullLogger.Instance);
        try
        {
            return new Segmenter(session, SegmenterReader.Read(path, session, provider));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whether an ONNX file says that it is a segmenter.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or no ONNX model.</exception>
    public static bool IsSegmenter(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelSource model = ModelSource.FromFile(path);
        using InferenceSession session = SessionFactory.Open(
            model, new SegmenterOptions { Provider = ExecutionProvider.Cpu }, NullLogger.Instance).Session;
        return SignatureReader.ReadTask(model, session) == Models.ModelMetadata.Segmentation;
    }

    /// <summary>The class of every pixel.</summary>
    /// <param name="image">A Mat as <see cref="BgrImage"/> accepts it; only read.</param>
    /// <returns>CV_8UC1 of <see cref="SegmenterInfo.Scale"/> times the image's size, owned by the caller.</returns>
    /// <exception cref="ImageFormatException">The Mat is empty, or of a kind that is not accepted.</exception>
    /// <exception cref="ModelRunException">The network fails on this image.</exception>
    public Mat Segment(Mat image)
    {
        using Mat shares = SharesOf(image);
        int height = shares.Height / Model.ClassNames.Count;
        Mat classes = new(height, shares.Width, MatType.CV_8UC1);
        Choose(shares.AsSpan<float>(), classes.AsSpan<byte>());
        return classes;
    }

    /// <summary>How much of each pixel shows each class, as far as the network can tell.</summary>
    /// <inheritdoc cref="Segment" path="/param"/>
    /// <returns>
    /// One plane per class, one below the other: CV_32FC1 of as many times the height of the classes' Mat, in [0, 1];
    /// owned by the caller.
    /// </returns>
    /// <inheritdoc cref="Segment" path="/exception"/>
    public Mat SharesOf(Mat image)
    {
        using BgrImage bgr = BgrImage.From(image);
        using Mat extended = new();
        Size size = bgr.Pixels.Size();
        Cv2.CopyMakeBorder(
            bgr.Pixels, extended, 0, Missing(size.Height), 0, Missing(size.Width), BorderTypes.Replicate);
        using Mat planes = RgbPlanes.FromImage(extended), answer = Run(planes, extended.Size());
        return Cut(answer, Scaled(extended.Size()), Scaled(size));
    }

    /// <summary>An image with the colours of classes laid over it, and their names below.</summary>
    /// <param name="image">The image that <see cref="Segment"/> looked at; only read.</param>
    /// <param name="classes">What it said, CV_8UC1; only read.</param>
    /// <returns>8-bit BGR as wide as <paramref name="classes"/>, higher by the names; owned by the caller.</returns>
    /// <exception cref="ImageFormatException">The image is empty or of a kind that is not accepted, or the classes are.
    /// </exception>
    public Mat Draw(Mat image, Mat classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Empty() || classes.Type() != MatType.CV_8UC1)
            throw new ImageFormatException(
                $"The classes are a Mat of {classes.Width} x {classes.Height}, {classes.Type()}; expected CV_8UC1.");
        return SegmentDrawing.Draw(image, classes, Model.ClassNames);
    }

    /// <summary>Frees the network.</summary>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private int Missing(int side) => (Model.Stride - side % Model.Stride) % Model.Stride;

    private Size Scaled(Size image) => new(Model.Scale * image.Width, Model.Scale * image.Height);

    private Mat Run(Mat planes, Size image)
    {
        Size answered = Scaled(image);
        Mat shares = new(Model.ClassNames.Count * answered.Height, answered.Width, MatType.CV_32FC1);
        try
        {
            using OrtValue input = SuperResolutionSession.ToTensor(planes, 1, image);
            using OrtValue output = OrtValue.CreateTensorValueFromMemory(
                new float[shares.Total()], [1, Model.ClassNames.Count, answered.Height, answered.Width]);
            _session.Run(_run, Inputs, [input], Outputs, [output]);
            output.GetTensorDataAsSpan<float>().CopyTo(shares.AsSpan<float>());
            return shares;
        }
        catch (OnnxRuntimeException error)
        {
            shares.Dispose();
            throw new ModelRunException(
                $"'{Model.Path}' failed on an image of {image.Width} x {image.Height} pixels: {error.Message}", error);
        }
    }

    /// <summary>The upper left part of every plane.</summary>
    private Mat Cut(Mat planes, Size from, Size to)
    {
        Mat cut = new(Model.ClassNames.Count * to.Height, to.Width, MatType.CV_32FC1);
        for (int plane = 0; plane < Model.ClassNames.Count; plane++)
        {
            using Mat source = new(planes, new Rect(0, plane * from.Height, to.Width, to.Height));
            using Mat target = new(cut, new Rect(0, plane * to.Height, to.Width, to.Height));
            source.CopyTo(target);
        }
        return cut;
    }

    /// <summary>The class of the greatest share; of equal ones the first.</summary>
    private static void Choose(ReadOnlySpan<float> shares, Span<byte> classes)
    {
        int pixels = classes.Length;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            int best = pixel;
            for (int other = pixel + pixels; other < shares.Length; other += pixels)
                if (shares[other] > shares[best]) best = other;
            classes[pixel] = (byte)(best / pixels);
        }
    }
}
