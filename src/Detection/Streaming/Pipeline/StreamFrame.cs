using System.Collections.Concurrent;
using System.Diagnostics;
using DetectionSdk.Inference;
using DetectionSdk.Tiling;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// A frame on its way through the stages, each of which adds its part. Belongs to one stage at a time; whoever has it
/// last recycles it.
/// </summary>
internal sealed class StreamFrame(Mat image, ConcurrentBag<Mat> pool)
{
    private Detector? _detector;
    private DetectionLane? _lane;
    private LaneImage? _tiled;
    private DetectionResult? _found;

    public Mat Image { get; } = image;

    public long Index { get; init; }

    public TimeSpan Time { get; init; }

    /// <summary>Time stamp of its arrival.</summary>
    public long Arrival { get; init; }

    public TimeSpan Capture { get; init; }

    public bool IsFrozen { get; set; }

    /// <summary>Runs the front-end of a detector and writes the frame into the input of its network.</summary>
    public void Prepare(Detector detector)
    {
        using CallGate.Call call = detector.Enter();
        _detector = detector;
        if (detector.Options.Tiling is not null)
        {
            _tiled = detector.Enhance(Image, Index);
            return;
        }
        _lane = detector.Network.Rent();
        using LaneImage image = detector.Enhance(Image, Index);
        _lane.Write([image]);
    }

    /// <summary>Runs the network; on the tiles whose turn it is, where the detector searches in tiles.</summary>
    public void Infer(RunOptions run, TileRota? rota)
    {
        using CallGate.Call call = _detector!.Enter();
        if (_tiled is { } image) _found = _detector.Network.Detect(image, run, rota);
        else _lane!.Run(run);
    }

    /// <summary>Reads the network's answer.</summary>
    public DetectionResult Decode() => _found ?? _lane!.Decode()[0];

    /// <summary>Time since its arrival.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Arrival);

    /// <summary>Returns picture and network buffers to where they came from.</summary>
    public void Recycle()
    {
        if (_lane is not null) _detector!.Network.Return(_lane);
        _lane = null;
        _tiled?.Dispose();
        _tiled = null;
        pool.Add(Image);
    }
}
