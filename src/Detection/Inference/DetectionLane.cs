using System.Diagnostics;
using DetectionSdk.Decoding;
using DetectionSdk.Families;
using DetectionSdk.Imaging;
using DetectionSdk.Preprocessing;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// All that one call in flight needs: letterbox, network, decoder. Three stages, one after the other: Write, Run,
/// Decode. One caller at a time; the detector keeps idle lanes.
/// </summary>
internal sealed class DetectionLane(
    InferenceSession session, ModelInfo model, DetectorOptions options, NoiseFilter? filter) : IDisposable
{
    private readonly NetworkBinding _network = new(session, model, filter);
    private readonly OutputDecoder _decoder = new(model, options);
    private ImagePlacement[] _placements = [];
    private Size[] _sources = [];
    private TimeSpan _enhancing;
    private TimeSpan _writing;
    private TimeSpan _running;

    /// <summary>Writes images whose placements have one input size.</summary>
    public void Write(ReadOnlySpan<LaneImage> images)
    {
        long start = Stopwatch.GetTimestamp();
        if (_placements.Length != images.Length)
            (_placements, _sources) = (new ImagePlacement[images.Length], new Size[images.Length]);
        _enhancing = TimeSpan.Zero;
        for (int i = 0; i < images.Length; i++)
        {
            _placements[i] = WriteOrFail(i, images[i].Pixels, model.Batch ?? images.Length);
            _sources[i] = images[i].Source ?? _placements[i].Image;
            _enhancing += images[i].FrontEnd;
        }
        _writing = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>What was written, copied.</summary>
    public NamedOnnxValue[] CopyInputs() => _network.CopyInputs();

    /// <summary>Runs the network on what was written.</summary>
    public void Run(RunOptions run)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            _network.Run(run);
        }
        catch (Exception error) when (IsFailure(error))
        {
            throw Failed(_placements[0].Image, error);
        }
        _running = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Reads the objects of each image from the answer of the network.</summary>
    public DetectionResult[] Decode()
    {
        long start = Stopwatch.GetTimestamp();
        int count = _placements.Length;
        DetectedObject[][] objects = new DetectedObject[count][];
        for (int i = 0; i < count; i++)
            objects[i] = _decoder.Decode(_network.Outputs(i), _placements[i]);

        StageTimings mean = new(
            _enhancing / count, _writing / count, _running / count, Stopwatch.GetElapsedTime(start) / count);
        DetectionResult[] results = new DetectionResult[count];
        for (int i = 0; i < count; i++)
            results[i] = new DetectionResult(_placements[i].Image, objects[i], mean).ScaleTo(_sources[i]);
        return results;
    }

    public void Dispose() => _network.Dispose();

    private ImagePlacement WriteOrFail(int slot, Mat image, int batch)
    {
        try
        {
            return Write(slot, image, batch);
        }
        catch (Exception error) when (IsFailure(error))
        {
            throw Failed(image.Size(), error);
        }
    }

    private ImagePlacement Write(int slot, Mat image, int batch)
    {
        using BgrImage bgr = BgrImage.From(image);
        ImagePlacement placement = Letterbox.Fit(bgr.Pixels.Size(), model);
        _network.Prepare(batch, placement.Input);
        _network.Write(slot, bgr.Pixels, placement);
        return placement;
    }

    private static bool IsFailure(Exception error) =>
        error is OnnxRuntimeException or OpenCVException or OutOfMemoryException;

    private ModelRunException Failed(Size image, Exception error) =>
        new($"'{model.Path}' failed on an image of {image.Width} x {image.Height} pixels: {error.Message}", error);
}
