using System.Collections.Concurrent;
using DetectionSdk.Imaging;
using DetectionSdk.Models;
using DetectionSdk.Preprocessing;
using DetectionSdk.Tiling;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// The session of a detector, and the buffers of its calls, which are kept for the next ones: images as the network is
/// to see them go in, objects come out. For any number of threads.
/// </summary>
internal sealed class DetectionNetwork
{
    private readonly InferenceSession _session;
    private readonly NoiseFilter? _filter; // where the model wants noise taken out
    private readonly ConcurrentBag<DetectionLane> _idle = [];
    private volatile bool _isClosed;

    // Whoever opened it and the lanes, which a stream may hold longer: the last one releases the network.
    private int _holders = 1;

    private DetectionNetwork(
        InferenceSession session, ModelInfo model, DetectorOptions options, NoiseFilter? filter)
    {
        _session = session;
        _filter = filter;
        Model = model;
        Options = options;
    }

    public ModelInfo Model { get; }

    public DetectorOptions Options { get; }

    /// <summary>What calls run with that nobody can cancel.</summary>
    public RunOptions RunOptions { get; } = new();

    /// <summary>Opens a model. Throws what the overloads of <c>Detector.Load</c> say.</summary>
    public static DetectionNetwork Open(Func<ModelSource> source, DetectorOptions options, ILogger logger)
    {
        NativeOpenCv.Require();
        options.Validate();
        ModelSource model = source();
        (InferenceSession session, ExecutionProvider provider) = SessionFactory.Open(model, options, logger);
        try
        {
            ModelInfo info = ModelReader.Read(model, session, options, provider);
            return new DetectionNetwork(session, info, options, info.Denoise ? Filter(options, provider) : null);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Lends the buffers of one call; <see cref="Return"/> takes them back, also after it.</summary>
    public DetectionLane Rent()
    {
        if (_idle.TryTake(out DetectionLane? idle)) return idle;
        DetectionLane lane = new(_session, Model, Options, _filter);
        Interlocked.Increment(ref _holders);
        return lane;
    }

    public void Return(DetectionLane lane)
    {
        _idle.Add(lane);
        if (_isClosed && _idle.TryTake(out DetectionLane? late)) Discard(late);
    }

    /// <summary>Finds the objects in an image; tile by tile where the options say so.</summary>
    /// <param name="image">The image.</param>
    /// <param name="run">Breaks the run off.</param>
    /// <param name="rota">In a stream, which tiles are searched in this frame; null for all.</param>
    public DetectionResult Detect(in LaneImage image, RunOptions run, TileRota? rota = null) =>
        Options.Tiling is null
            ? DetectAlike(new ReadOnlySpan<LaneImage>(in image), run)[0]
            : DetectTiled(image, run, rota);

    /// <summary>Finds the objects in images, those of one shape in batches.</summary>
    public DetectionResult[] Detect(LaneImage[] images, RunOptions run) =>
        Options.Tiling is null ? DetectBatches(images, run) : [.. images.Select(image => Detect(image, run))];

    /// <summary>Releases the network and all buffers; those that are lent, when they come back.</summary>
    public void Close()
    {
        _isClosed = true;
        while (_idle.TryTake(out DetectionLane? lane)) Discard(lane);
        Release();
    }

    // A method of its own, so that a call without tiles allocates nothing for the search.
    private DetectionResult DetectTiled(in LaneImage image, RunOptions run, TileRota? rota)
    {
        BgrImage.From(image.Pixels).Dispose();
        TiledSearch search = new(
            Model, Options, pictures => DetectBatches([.. pictures.Select(picture => LaneImage.From(picture))], run));
        DetectionResult found = search.Run(image.Pixels, rota);
        DetectionResult timed = new(
            found.ImageSize, found.Objects, found.Timings with { FrontEnd = image.FrontEnd });
        return timed.ScaleTo(image.Source ?? found.ImageSize);
    }

    private DetectionResult[] DetectBatches(LaneImage[] images, RunOptions run)
    {
        DetectionResult[] results = new DetectionResult[images.Length];
        foreach (IGrouping<Size, int> shape in
            Enumerable.Range(0, images.Length).GroupBy(i => Letterbox.Fit(images[i].Pixels.Size(), Model).Input))
        {
            foreach (int[] batch in shape.Chunk(Model.Batch ?? images.Length))
            {
                DetectionResult[] found = DetectAlike([.. batch.Select(i => images[i])], run);
                for (int i = 0; i < batch.Length; i++) results[batch[i]] = found[i];
            }
        }
        return results;
    }

    private DetectionResult[] DetectAlike(ReadOnlySpan<LaneImage> images, RunOptions run)
    {
        DetectionLane lane = Rent();
        try
        {
            lane.Write(images);
            lane.Run(run);
            return lane.Decode();
        }
        finally
        {
            Return(lane);
        }
    }

    private static NoiseFilter Filter(DetectorOptions options, ExecutionProvider provider) => NoiseFilter.OnDemand(new()
    {
        Provider = provider, DeviceId = options.DeviceId, Threads = options.Threads, Spinning = options.Spinning,
    });

    private void Discard(DetectionLane lane)
    {
        lane.Dispose();
        Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        RunOptions.Dispose();
        _session.Dispose();
        _filter?.Dispose();
    }
}
