using System.Diagnostics;
using DetectionSdk.Decoding;
using DetectionSdk.Preprocessing;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>All that one call in flight needs: letterbox, network, decoder. One caller at a time; the detector keeps idle lanes.</summary>
internal sealed class DetectionLane(InferenceSession session, ModelInfo model, DetectorOptions options) : IDisposable
{
    private readonly NetworkBinding _network = new(session, model);
    private readonly OutputDecoder _decoder = new(model, options);

    /// <summary>Finds the objects in images whose letterboxes have one input size.</summary>
    public DetectionResult[] Detect(ReadOnlySpan<Mat> images, RunOptions run)
    {
        long start = Stopwatch.GetTimestamp();
        Span<Letterbox> letterboxes = images.Length == 1 ? stackalloc Letterbox[1] : new Letterbox[images.Length];
        for (int i = 0; i < images.Length; i++) letterboxes[i] = Write(i, images[i], model.Batch ?? images.Length);

        long written = Stopwatch.GetTimestamp();
        NetworkOutput output = _network.Run(run);

        long ran = Stopwatch.GetTimestamp();
        DetectedObject[][] objects = new DetectedObject[images.Length][];
        for (int i = 0; i < images.Length; i++)
            objects[i] = _decoder.Decode(output.Image(i), output.Rows, output.Columns, letterboxes[i]);

        StageTimings mean = new(
            Stopwatch.GetElapsedTime(start, written) / images.Length,
            Stopwatch.GetElapsedTime(written, ran) / images.Length,
            Stopwatch.GetElapsedTime(ran) / images.Length);
        DetectionResult[] results = new DetectionResult[images.Length];
        for (int i = 0; i < images.Length; i++) results[i] = new DetectionResult(letterboxes[i].Image, objects[i], mean);
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
