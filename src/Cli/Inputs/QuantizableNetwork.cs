using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>What quantising needs of a network, be it a detector or a super-resolution front-end.</summary>
internal sealed class QuantizableNetwork : IDisposable
{
    private readonly IDisposable _network;
    private readonly Func<Mat, TimeSpan> _run;

    private QuantizableNetwork(
        IDisposable network, Func<Mat, IReadOnlyList<NamedOnnxValue>> prepare, Func<Mat, TimeSpan> run)
    {
        _network = network;
        Prepare = prepare;
        _run = run;
    }

    /// <summary>What every input of the model holds for a picture.</summary>
    public Func<Mat, IReadOnlyList<NamedOnnxValue>> Prepare { get; }

    /// <summary>Opens a model of either kind.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="options">For a detector.</param>
    public static QuantizableNetwork Load(string path, DetectorOptions options)
    {
        if (SuperResolver.IsSuperResolver(path)) return Of(SuperResolver.Load(path));
        Detector detector = Detector.Load(path, options);
        return new QuantizableNetwork(detector, detector.Prepare, image => detector.Detect(image).Timings.Inference);
    }

    /// <summary>Runs it on a picture.</summary>
    /// <returns>Milliseconds that the network took.</returns>
    public double Time(Mat image) => _run(image).TotalMilliseconds;

    public void Dispose() => _network.Dispose();

    private static QuantizableNetwork Of(SuperResolver network) => new(network, network.Prepare, image =>
    {
        long start = Stopwatch.GetTimestamp();
        network.Upscale(image).Dispose();
        return Stopwatch.GetElapsedTime(start);
    });
}
