using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What the last layers of an ONNX detector read of images, for losses that ask whether it sees the same. It never
/// learns; gradients pass through it to the images. Owns its network. Not thread-safe.
/// </summary>
internal sealed class DetectorFeatures : IDisposable
{
    private readonly OnnxNetwork _network;
    private readonly InputValues _input;

    private DetectorFeatures(OnnxNetwork network, InputValues input)
    {
        (_network, _input) = (network, input);
        foreach (Tensor parameter in network.parameters()) parameter.requires_grad = false;
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is no detector.</exception>
    /// <exception cref="Onnx.OnnxFormatException">It cannot be computed through.</exception>
    public static DetectorFeatures Load(string path, Precision precision, Device device)
    {
        using Detector detector = Detector.Load(path, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        OnnxNetwork network = OnnxNetwork.Load(path, device);
        network.Precision = precision;
        return new DetectorFeatures(network, new InputValues(detector.Model.Input, device));
    }

    /// <summary>Whether the detector takes square images of a side in pixels.</summary>
    public bool TakesSize(int side) => _network.TakesSize(side);

    /// <summary>One level for every branch, (B, C, h, w) each.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W).</param>
    public IReadOnlyList<Tensor> Of(Tensor images) => _network.Look(_input.Of(images)).Features;

    public void Dispose()
    {
        _network.Dispose();
        _input.Dispose();
    }
}
