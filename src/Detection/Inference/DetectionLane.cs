using System.Diagnostics;
using DetectionSdk.Decoding;
using DetectionSdk.Imaging;
using DetectionSdk.Preprocessing;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// All that one call in flight needs: letterbox, network, decoder. Three stages, one after the other: Write, Run,
/// Decode. One caller at a time; the detector keeps idle lanes.
/// </summary>
internal sealed class DetectionLane(InferenceSession session, ModelInfo model, DetectorOptions options) : IDisposable
{
    private readonly NetworkBinding _network = new(session, model);
    private readonly OutputDecoder _decoder = new(model, options);
    private Letterbox[] _letterboxes = [];
    private Size[] _sources = [];
    private TimeSpan _enhancing;
    private TimeSpan _writing;
    private TimeSpan _running;

    /// <summary>Writes images whose letterboxes have one input size.</summary>
    public void Write(ReadOnlySpan<LaneImage> images)
    {
        long start = Stopwatch.GetTimestamp();
        if (_letterboxes.Length != images.Length)
            (_letterboxes, _sources) = (new Letterbox[images.Length], new Size[images.Length]);
        _enhancing = TimeSpan.Zero;
        for (int i = 0; i < images.Length; i++)
        {
            _letterboxes[i] = Write(i, images[i].Pixels, model.Batch ?? images.Length);
            _sources[i] = images[i].Source ?? _letterboxes[i].Image;
            _enhancing += images[i].FrontEnd;
        }
        _writing = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Runs the network on what was written.</summary>
    public void Run(RunOptions run)
    {
        long start = Stopwatch.GetTimestamp();
        _network.Run(run);
        _running = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Reads the objects of each image from the answer of the network.</summary>
    public DetectionResult[] Decode()
    {
        long start = Stopwatch.GetTimestamp();
        int count = _letterboxes.Length;
        NetworkOutput output = _network.Output;
        DetectedObject[][] objects = new DetectedObject[count][];
        for (int i = 0; i < count; i++)
            objects[i] = _decoder.Decode(output.Image(i), output.Rows, output.Columns, _letterboxes[i]);

        StageTimings mean = new(
            _enhancing / count, _writing / count, _running / count, Stopwatch.GetElapsedTime(start) / count);
        DetectionResult[] results = new DetectionResult[count];
        for (int i = 0; i < count; i++)
            results[i] = new DetectionResult(_letterboxes[i].Image, objects[i], mean).ScaleTo(_sources[i]);
        return results;
    }

    public void Dispose() => _network.Dispose();

    private Letterbox Write(int slot, Mat image, int batch)
    {
        using BgrImage bgr = BgrImage.From(image);
        Letterbox letterbox = Letterbox.Fit(bgr.Pixels.Size(), model);
        _network.Prepare(batch, letterbox.Input);
        _network.Write(slot, bgr.Pixels, letterbox);
        return letterbox;
    }
}
