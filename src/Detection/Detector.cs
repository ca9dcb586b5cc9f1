using System.Runtime.CompilerServices;
using DetectionSdk.Imaging;
using DetectionSdk.Inference;
using DetectionSdk.Models;
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
    private readonly CallGate _calls;
    private readonly bool _leaveOpen;

    private Detector(DetectionNetwork network, FrontEnd? frontEnd, bool leaveOpen)
    {
        _calls = new CallGate(this);
        _leaveOpen = leaveOpen;
        Network = network;
        FrontEnd = frontEnd;
    }

    /// <summary>The facts of the model.</summary>
    public ModelInfo Model => Network.Model;

    /// <summary>The options that the detector was loaded with.</summary>
    public DetectorOptions Options => Network.Options;

    /// <summary>What is done to an image before the network sees it; null for nothing.</summary>
    public FrontEnd? FrontEnd { get; }

    /// <summary>
    /// Opens the general model that comes with the SDK: the 80 classes of COCO, made to hold up on blurred, noisy,
    /// small and badly lit pictures. Pictures are searched at their own size up to 640 pixels; smaller than 320, they
    /// are enlarged to it. See models/README.md for data, licence, accuracy and limits.
    /// </summary>
    /// <inheritdoc cref="Load(string, DetectorOptions?, ILogger?, FrontEnd?, bool)"/>
    public static Detector LoadDefault(
        DetectorOptions? options = null, ILogger? logger = null, FrontEnd? frontEnd = null, bool leaveOpen = false) =>
        Load(BundledModels.General, options, logger, frontEnd, leaveOpen);

    /// <summary>Opens a model file. External data, if it has any, are read beside it and nowhere else.</summary>
    /// <param name="modelPath">
    /// An ONNX detect model of one of <see cref="Families.KnownFamilies"/>, one trained with this SDK, or any other
    /// with a <see cref="DetectorOptions.Family"/> of your own.
    /// </param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <param name="frontEnd">
    /// What is done to an image before the detector sees it, for example <see cref="SuperResolver"/>. Boxes come back
    /// in the pixels of the image before it. Null for nothing.
    /// </param>
    /// <param name="leaveOpen">
    /// Whether the front-end stays usable when the detector is disposed, so that several may share one. By default it
    /// belongs to the detector: disposed with it, and at once when loading fails.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged or no detect model.</exception>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Detector Load(
        string modelPath, DetectorOptions? options = null, ILogger? logger = null, FrontEnd? frontEnd = null,
        bool leaveOpen = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return Load(() => ModelSource.FromFile(modelPath), options, logger, frontEnd, leaveOpen);
    }

    /// <summary>Opens a model that lies in memory. It cannot have external data.</summary>
    /// <param name="model">The bytes of an ONNX file.</param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <param name="frontEnd">What is done to an image before the detector sees it; null for nothing.</param>
    /// <param name="leaveOpen">Whether the front-end does not belong to the detector. Default false.</param>
    /// <inheritdoc cref="Load(string, DetectorOptions?, ILogger?, FrontEnd?, bool)"/>
    public static Detector Load(
        byte[] model, DetectorOptions? options = null, ILogger? logger = null, FrontEnd? frontEnd = null,
        bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Load(() => ModelSource.FromBytes(model), options, logger, frontEnd, leaveOpen);
    }

    /// <summary>Opens a model from where a stream stands to its end. It cannot have external data.</summary>
    /// <param name="model">An ONNX file; read, not disposed.</param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <param name="frontEnd">What is done to an image before the detector sees it; null for nothing.</param>
    /// <param name="leaveOpen">Whether the front-end does not belong to the detector. Default false.</param>
    /// <inheritdoc cref="Load(string, DetectorOptions?, ILogger?, FrontEnd?, bool)"/>
    public static Detector Load(
        Stream model, DetectorOptions? options = null, ILogger? logger = null, FrontEnd? frontEnd = null,
        bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Load(() => ModelSource.FromStream(model), options, logger, frontEnd, leaveOpen);
    }

    /// <summary>Finds the objects in an image.</summary>
    /// <exception cref="ImageFormatException">
    /// The Mat is empty, of a kind that is not accepted, or too large when the front-end has enlarged it.
    /// </exception>
    /// <exception cref="ModelRunException">The network fails on this image, or memory is short.</exception>
    /// <exception cref="ModelFormatException">The network's answer is not what its family expects.</exception>
    /// <exception cref="ObjectDisposedException">The detector is disposed.</exception>
    public DetectionResult Detect(Mat image) => Detect(image, Network.RunOptions);

    /// <summary>
    /// Finds the objects in an image file. Boxes refer to the picture with its EXIF orientation applied.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">
    /// The file is damaged or no image, or the image too large when the front-end has enlarged it.
    /// </exception>
    /// <exception cref="ModelRunException">As for <see cref="Detect(Mat)"/>.</exception>
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
    /// <exception cref="ModelRunException">As for <see cref="Detect(Mat)"/>.</exception>
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
    public Task<DetectionResult> DetectAsync(Mat image, CancellationToken cancellationToken = default) =>
        RunAsync(run => Detect(image, run), cancellationToken);

    /// <summary>Reads an image file and finds the objects in it, on a thread of the pool.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">As for <see cref="Detect(string)"/>.</exception>
    /// <exception cref="OperationCanceledException">
    /// As for <see cref="DetectAsync(Mat, CancellationToken)"/>.
    /// </exception>
    public Task<DetectionResult> DetectAsync(string imagePath, CancellationToken cancellationToken = default) =>
        RunAsync(run => Detect(ImageFile.Read(imagePath), run, isOwned: true), cancellationToken);

    /// <summary>
    /// Decodes the bytes of an image file and finds the objects in it, on a thread of the pool. The bytes must stay
    /// unchanged until then.
    /// </summary>
    /// <exception cref="ImageFormatException">As for <see cref="Detect(ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="OperationCanceledException">
    /// As for <see cref="DetectAsync(Mat, CancellationToken)"/>.
    /// </exception>
    public Task<DetectionResult> DetectAsync(
        ReadOnlyMemory<byte> encodedImage, CancellationToken cancellationToken = default) =>
        RunAsync(run => Detect(ImageFile.Decode(encodedImage.Span), run, isOwned: true), cancellationToken);

    /// <summary>
    /// Finds the objects in several images on a thread of the pool, as <see cref="DetectBatch(IReadOnlyList{Mat})"/>
    /// does. The images must stay alive and unchanged until then.
    /// </summary>
    /// <exception cref="ImageFormatException">As for <see cref="DetectBatch(IReadOnlyList{Mat})"/>.</exception>
    /// <exception cref="OperationCanceledException">
    /// As for <see cref="DetectAsync(Mat, CancellationToken)"/>.
    /// </exception>
    public Task<IReadOnlyList<DetectionResult>> DetectBatchAsync(
        IReadOnlyList<Mat> images, CancellationToken cancellationToken = default) =>
        RunAsync<IReadOnlyList<DetectionResult>>(run => DetectBatch(images, run), cancellationToken);

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
    /// <exception cref="ModelRunException">The network fails on one of them, or memory is short.</exception>
    public IReadOnlyList<DetectionResult> DetectBatch(IReadOnlyList<Mat> images) =>
        DetectBatch(images, Network.RunOptions);

    /// <summary>
    /// What the network sees of an image, without running it: every input of the model by its name, the image first.
    /// The front-end has run, the image is fitted, scaled and normalised; a batch of fixed size repeats it. For tools
    /// that run the model themselves, such as a quantizer.
    /// </summary>
    /// <returns>Tensors of their own memory.</returns>
    /// <exception cref="ImageFormatException">As for <see cref="Detect(Mat)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The detector is disposed.</exception>
    public IReadOnlyList<NamedOnnxValue> Prepare(Mat image)
    {
        using CallGate.Call call = Enter();
        using LaneImage enhanced = Enhance(image);
        DetectionLane lane = Network.Rent();
        try
        {
            lane.Write([.. Enumerable.Repeat(enhanced, Model.Batch ?? 1)]);
            return lane.CopyInputs();
        }
        finally
        {
            Network.Return(lane);
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

    /// <summary>
    /// Waits for calls that run, then releases the model, all buffers and the front-end that belongs to the detector.
    /// Calls and streams that go on afterwards get an <see cref="ObjectDisposedException"/>. Not to be called from
    /// inside a front-end.
    /// </summary>
    public void Dispose()
    {
        if (!_calls.Close()) return;
        if (!_leaveOpen) FrontEnd?.Dispose();
        Network.Close();
    }

    /// <summary>The model and the buffers of calls; to be used inside a call.</summary>
    internal DetectionNetwork Network { get; }

    /// <summary>
    /// One stream at a time runs the network; waiting streams are served in the order in which they came.
    /// </summary>
    internal SemaphoreSlim Turns { get; } = new(1);

    /// <summary>Begins a call, which <see cref="Dispose"/> waits for; ends when what is returned is disposed.</summary>
    internal CallGate.Call Enter() => _calls.Enter();

    /// <summary>
    /// What the network is to see of an image, which may be a frame of a stream with its number; inside a call. Throws
    /// what the front-end throws.
    /// </summary>
    internal LaneImage Enhance(Mat image, long? frame = null) =>
        LaneImage.From(image, FrontEnd, Model.InputSize, frame);

    private static Detector Load(
        Func<ModelSource> source, DetectorOptions? options, ILogger? logger, FrontEnd? frontEnd, bool leaveOpen)
    {
        try
        {
            DetectionNetwork network = DetectionNetwork.Open(
                source, options ?? new DetectorOptions(), logger ?? NullLogger.Instance);
            return new Detector(network, frontEnd, leaveOpen);
        }
        catch when (!leaveOpen)
        {
            frontEnd?.Dispose();
            throw;
        }
    }

    private static async IAsyncEnumerable<FrameResult> ReadAsync(
        StreamDetection stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            FrameResult result in stream.WithCancellation(cancellationToken).ConfigureAwait(false)) yield return result;
    }

    private static async Task<T> RunAsync<T>(Func<RunOptions, T> detect, CancellationToken cancellationToken)
    {
        using RunOptions run = new();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            return await Task.Run(() => detect(run), cancellationToken).ConfigureAwait(false);
        }
        catch (ModelRunException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private DetectionResult[] DetectBatch(IReadOnlyList<Mat> images, RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(images);
        using CallGate.Call call = Enter();
        foreach (Mat image in images) BgrImage.From(image).Dispose();

        LaneImage[] enhanced = new LaneImage[images.Count];
        try
        {
            for (int i = 0; i < enhanced.Length; i++) enhanced[i] = Enhance(images[i]);
            return Network.Detect(enhanced, run);
        }
        finally
        {
            foreach (LaneImage image in enhanced) image.Dispose();
        }
    }

    private DetectionResult Detect(Mat image, RunOptions run, bool isOwned)
    {
        using (isOwned ? image : null) return Detect(image, run);
    }

    private DetectionResult Detect(Mat image, RunOptions run)
    {
        using CallGate.Call call = Enter();
        using LaneImage enhanced = Enhance(image);
        return Network.Detect(enhanced, run);
    }
}
