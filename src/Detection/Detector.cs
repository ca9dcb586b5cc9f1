using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DetectionSdk.Imaging;
using DetectionSdk.Inference;
using DetectionSdk.Models;
using DetectionSdk.Preprocessing;
using DetectionSdk.Streaming;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Finds objects in images with an ONNX model. One instance serves any number of threads: every call has buffers of its
/// own, which are kept for the next one. Images are read only; results own their data.
/// </summary>
/// <remarks>
/// Accepted images: a two-dimensional Mat, also a region of another one, with 1 (grey), 3 (BGR) or 4 (BGRA, alpha
/// ignored) channels of 8-bit, 16-bit unsigned (0 to 65535) or 32-bit float values ([0, 1], slight overshoot is
/// saturated). Anything else is an <see cref="ImageFormatException"/>.
/// </remarks>
public sealed class Detector : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentBag<DetectionLane> _idle = [];
    private volatile bool _disposed;

    private Detector(InferenceSession session, ModelInfo model, DetectorOptions options)
    {
        _session = session;
        Model = model;
        Options = options;
    }

    /// <summary>The facts of the model.</summary>
    public ModelInfo Model { get; }

    /// <summary>The options that the detector was loaded with.</summary>
    public DetectorOptions Options { get; }

    /// <summary>
    /// Opens the model that comes with the SDK: road users (bus, car, motorbike, person, truck), trained for blurred,
    /// noisy and small photographs. It fits images into 192 x 192 pixels, smaller ones too. See models/README.md for
    /// data, licence, accuracy and limits.
    /// </summary>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <exception cref="FileNotFoundException">The program was deployed without the folder models.</exception>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Detector LoadDefault(DetectorOptions? options = null, ILogger? logger = null) =>
        Load(Path.Combine(AppContext.BaseDirectory, "models", "street.onnx"), options, logger);

    /// <summary>Opens a model file.</summary>
    /// <param name="modelPath">
    /// An ONNX detect model: YOLOv8, v9, v10, 11, 12, 26 as Ultralytics exports them, or one trained with this SDK.
    /// </param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or no detect model.</exception>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Detector Load(string modelPath, DetectorOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        NativeOpenCv.Require();
        options ??= new DetectorOptions();
        options.Validate();
        (InferenceSession session, ExecutionProvider provider) =
            SessionFactory.Open(modelPath, options, logger ?? NullLogger.Instance);
        try
        {
            return new Detector(session, ModelReader.Read(modelPath, session, options, provider), options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Finds the objects in an image.</summary>
    /// <exception cref="ImageFormatException">
    /// The Mat is empty, of a kind that is not accepted, or too large when the front-end has enlarged it.
    /// </exception>
    public DetectionResult Detect(Mat image) => Detect(image, _runOptions);

    /// <summary>
    /// Finds the objects in an image file. Boxes refer to the picture with its EXIF orientation applied.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">
    /// The file is damaged or no image, or the image too large when the front-end has enlarged it.
    /// </exception>
    public DetectionResult Detect(string imagePath)
    {
        using Mat image = ImageFile.Read(imagePath);
        return Detect(image);
    }

    /// <summary>
    /// Finds the objects in the bytes of an image file (JPEG, PNG, ...), with its EXIF orientation applied.
    /// </summary>
    /// <exception cref="ImageFormatException">
    /// The bytes are damaged or no image, or the image too large when the front-end has enlarged it.
    /// </exception>
    public DetectionResult Detect(ReadOnlySpan<byte> encodedImage)
    {
        using Mat image = ImageFile.Decode(encodedImage);
        return Detect(image);
    }

    /// <summary>
    /// Finds the objects in an image on a thread of the pool. The image must stay alive and unchanged until then.
    /// </summary>
    /// <exception cref="ImageFormatException">As for <see cref="Detect(Mat)"/>.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled; a running inference is broken off, a running front-end ends first.
    /// </exception>
    public async Task<DetectionResult> DetectAsync(Mat image, CancellationToken cancellationToken = default)
    {
        using RunOptions run = new();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            return await Task.Run(() => Detect(image, run), cancellationToken).ConfigureAwait(false);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>
    /// Finds the objects in several images. Images whose network input has the same shape travel together in one batch
    /// when the model's batch axis is dynamic, in batches of the model's size when it is fixed; so the result of each
    /// equals that of <see cref="Detect(Mat)"/> but for rounding in the network.
    /// </summary>
    /// <returns>One result per image, in their order.</returns>
    /// <exception cref="ImageFormatException">
    /// A Mat is empty, of a kind that is not accepted, or too large when the front-end has enlarged it; none was
    /// searched.
    /// </exception>
    public IReadOnlyList<DetectionResult> DetectBatch(IReadOnlyList<Mat> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (Mat image in images) BgrImage.From(image).Dispose();

        LaneImage[] enhanced = new LaneImage[images.Count];
        try
        {
            for (int i = 0; i < enhanced.Length; i++) enhanced[i] = Enhance(images[i]);
            return DetectBatches(enhanced);
        }
        finally
        {
            foreach (LaneImage image in enhanced) image.Dispose();
        }
    }

    /// <summary>
    /// Finds the objects in the frames of a source, as they come: capture, preprocessing, inference and the caller's
    /// work overlap. A live source drops its oldest frames rather than falling behind, a recording waits. Streams on
    /// one detector take turns. More in <see cref="StreamDetection"/>.
    /// </summary>
    /// <param name="source">Gives the frames, for example <see cref="VideoSource.Open"/>; not disposed.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Stops the stream; the source is disconnected, a process behind it has ended.
    /// </param>
    /// <returns>
    /// Results in the order of the frames. The frame in a result is valid until the next one is asked for.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public IAsyncEnumerable<FrameResult> DetectStreamAsync(
        VideoSource source, StreamOptions? options = null, CancellationToken cancellationToken = default)
    {
        StreamDetection stream = new(this, source, options);
        return cancellationToken.CanBeCanceled ? ReadAsync(stream, cancellationToken) : stream;
    }

    /// <summary>Releases the model and all buffers. Calls that are still running must have ended.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        while (_idle.TryTake(out DetectionLane? lane)) lane.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }

    /// <summary>
    /// One stream at a time runs the network; waiting streams are served in the order in which they came.
    /// </summary>
    internal SemaphoreSlim Turns { get; } = new(1);

    /// <summary>What the network is to see of an image. Throws what the front-end throws.</summary>
    internal LaneImage Enhance(Mat image)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return LaneImage.From(image, Options.FrontEnd, Model.InputSize);
    }

    /// <summary>Lends the buffers of one call; <see cref="ReturnLane"/> takes them back.</summary>
    internal DetectionLane RentLane()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out DetectionLane? idle) ? idle : new DetectionLane(_session, Model, Options);
    }

    internal void ReturnLane(DetectionLane lane)
    {
        _idle.Add(lane);
        if (_disposed && _idle.TryTake(out DetectionLane? late)) late.Dispose();
    }

    private static async IAsyncEnumerable<FrameResult> ReadAsync(
        StreamDetection stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            FrameResult result in stream.WithCancellation(cancellationToken).ConfigureAwait(false)) yield return result;
    }

    private DetectionResult[] DetectBatches(LaneImage[] images)
    {
        DetectionResult[] results = new DetectionResult[images.Length];
        foreach (IGrouping<Size, int> shape in
            Enumerable.Range(0, images.Length).GroupBy(i => Letterbox.Fit(images[i].Pixels.Size(), Model).Input))
        {
            foreach (int[] batch in shape.Chunk(Model.Batch ?? images.Length))
            {
                DetectionResult[] found = Detect([.. batch.Select(i => images[i])], _runOptions);
                for (int i = 0; i < batch.Length; i++) results[batch[i]] = found[i];
            }
        }
        return results;
    }

    private DetectionResult Detect(Mat image, RunOptions run)
    {
        using LaneImage enhanced = Enhance(image);
        return Detect(new ReadOnlySpan<LaneImage>(in enhanced), run)[0];
    }

    private DetectionResult[] Detect(ReadOnlySpan<LaneImage> images, RunOptions run)
    {
        DetectionLane lane = RentLane();
        try
        {
            lane.Write(images);
            lane.Run(run);
            return lane.Decode();
        }
        finally
        {
            ReturnLane(lane);
        }
    }
}
