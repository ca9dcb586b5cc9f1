using DetectionSdk.Imaging;
using DetectionSdk.Inference;
using DetectionSdk.Models;
using DetectionSdk.Imaging.Tiling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Enlarges images with a super-resolution network in ONNX, alone or before a detector. Thread-safe. Large images are
/// cut into overlapping tiles whose seams are blended; where a model of a fixed scale states its receptive field truly,
/// tiled and whole images agree within one grey level.
/// </summary>
/// <remarks>
/// The model: input <c>images</c> float [B, 3, H, W], RGB in [0, 1], H and W dynamic; output <c>enlarged</c> [B, 3, sH,
/// sW]; metadata <c>task</c> = super-resolution, <c>scale</c> = s (an integer) or <c>any</c>, <c>overlap</c> = radius
/// of the receptive field in input pixels, optionally <c>recipe</c>, <c>architecture</c>, <c>degradation</c>. A model
/// of any scale has a second input <c>size</c>, int64 [2] = (height, width) of the output, and the metadata
/// <c>maximum-scale</c>. Of its tiles, see <see cref="Upscale(Mat, Size)"/>.
/// </remarks>
public sealed class SuperResolver : FrontEnd
{
    private readonly InferenceSession _session;
    private readonly SuperResolutionSession _network;
    private volatile bool _disposed;

    private SuperResolver(InferenceSession session, SuperResolverInfo model, SuperResolverOptions options)
    {
        _session = session;
        _network = new SuperResolutionSession(session, model);
        Model = model;
        Options = options;
    }

    /// <summary>The facts of the model.</summary>
    public SuperResolverInfo Model { get; }

    /// <summary>The options that the model was loaded with.</summary>
    public SuperResolverOptions Options { get; }

    /// <summary>Opens a model file.</summary>
    /// <param name="path">An ONNX super-resolution model.</param>
    /// <param name="options">Tiles and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or no super-resolution model.</exception>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static SuperResolver Load(string path, SuperResolverOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NativeOpenCv.Require();
        options ??= new SuperResolverOptions();
        options.Validate();
        (InferenceSession session, ExecutionProvider provider) =
            SessionFactory.Open(path, options, logger ?? NullLogger.Instance);
        try
        {
            return new SuperResolver(session, SuperResolverReader.Read(path, session, provider), options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whether an ONNX file says that it is a super-resolution model.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or no ONNX model.</exception>
    public static bool IsSuperResolver(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using InferenceSession session = SessionFactory.Open(
            path, new SuperResolverOptions { Provider = ExecutionProvider.Cpu }, NullLogger.Instance).Session;
        return session.ModelMetadata.CustomMetadataMap.GetValueOrDefault("task") == SuperResolverReader.Task;
    }

    /// <summary>
    /// Enlarges an image to a size. With a model of any scale, tiles begin and end where edges of input and output
    /// pixels come nearest to each other. At the default tile size they coincide at scales p / q with q up to 64;
    /// elsewhere a tile is shifted against the whole image, by mostly a hundredth and always less than a quarter of an
    /// output pixel; by up to half of one at scales within 1/64 of an integer. A
    /// <see cref="SuperResolverOptions.TileSize"/> of 0 avoids that.
    /// </summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <param name="target">
    /// Size of the output. Each side 1 to <see cref="SuperResolverInfo.MaximumScale"/> times the image's, or what was
    /// divided by that and rounded to the image's; exactly the scale times it for a model of a fixed scale.
    /// </param>
    /// <returns>A new 8-bit BGR Mat, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The model does not give this size.</exception>
    /// <exception cref="ImageFormatException">
    /// The Mat is empty, of a kind that is not accepted, or too large when enlarged, also for the memory that the
    /// network needs.
    /// </exception>
    /// <exception cref="ModelFormatException">The network gives another size than this.</exception>
    public Mat Upscale(Mat image, Size target)
    {
        using BgrImage bgr = BgrImage.From(image);
        Size smallest = Scaled(bgr.Pixels.Size(), Model.Scale ?? 1), largest = Model.Scale is null
            ? Unrounded(bgr.Pixels.Size(), Model.MaximumScale)
            : smallest;
        if (target.Width < smallest.Width
            || target.Height < smallest.Height
            || target.Width > largest.Width
            || target.Height > largest.Height)
            throw new ArgumentOutOfRangeException(
                nameof(target),
                $"'{Model.Path}' enlarges {Text(bgr.Pixels.Size())} to "
                + $"{Text(smallest)}{(smallest == largest ? "" : $" to {Text(largest)}")} pixels, not to "
                + $"{Text(target)}.");
        return Enlarge(bgr.Pixels, target);
    }

    /// <inheritdoc/>
    protected override Mat Process(Mat image, Size? detectorInput)
    {
        ArgumentNullException.ThrowIfNull(image);
        double scale = Model.MaximumScale;
        if (Model.Scale is null && detectorInput is { } fit)
            scale = ScaleToFit(image.Size(), fit, scale);
        return Enlarge(image, Scaled(image.Size(), scale));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || _disposed) return;
        _disposed = true;
        _network.Dispose();
        _session.Dispose();
    }

    private Mat Enlarge(Mat image, Size target)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RequireRoom(image.Size(), target, Options.MaximumOutputPixels, "SuperResolverOptions.MaximumOutputPixels");
        TileSpan[] rows = TileAxis.Cut(image.Height, target.Height, Options.TileSize, Model.Overlap);
        TileSpan[] columns = TileAxis.Cut(image.Width, target.Width, Options.TileSize, Model.Overlap);
        if (rows.Length * columns.Length == 1) return _network.Run(image, target, RgbPlanes.ToImage);

        using TileCanvas canvas = new(target);
        foreach (TileSpan row in rows)
        {
            foreach (TileSpan column in columns)
            {
                using Mat tile = image[row.Start, row.End, column.Start, column.End];
                _network.Run(
                    tile, new Size(column.OutputLength, row.OutputLength), planes => canvas.Add(planes, row, column));
            }
        }
        return canvas.ToImage();
    }

    /// <summary>The largest size that is rounded to the image's when divided by the scale.</summary>
    private static Size Unrounded(Size image, double scale) =>
        new(
            Math.Min(Math.Floor((image.Width + 0.5) * scale), int.MaxValue),
            Math.Min(Math.Floor((image.Height + 0.5) * scale), int.MaxValue));

    private static string Text(Size size) => $"{size.Width} x {size.Height}";
}
