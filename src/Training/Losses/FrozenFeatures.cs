using DetectionSdk.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// How alike images are to a network that never learns: what one of its layers computes of them is compared. Gradients
/// pass through it to the images. Owns its network. Not thread-safe.
/// </summary>
internal sealed class FrozenFeatures : IDisposable
{
    private static readonly Scalar Least = 1e-6f;

    private readonly OnnxNetwork _network;
    private readonly InputValues _input;

    private FrozenFeatures(OnnxNetwork network, InputValues input)
    {
        (_network, _input) = (network, input);
        foreach (Tensor parameter in network.parameters()) parameter.requires_grad = false;
    }

    /// <summary>Opens a network up to a layer.</summary>
    /// <param name="path">A detector, a segmenter or a super-resolution model, as ONNX.</param>
    /// <param name="layer">Name of a node, or of its output.</param>
    /// <param name="side">Side of the images in pixels, on which the network is tried.</param>
    /// <param name="device">Where the images will lie.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DetectionSdkException">
    /// It is no model of these kinds, has no such layer or one that gives no maps, or does not take these images.
    /// </exception>
    public static FrozenFeatures Load(string path, string layer, int side, Device device)
    {
        InputSpec input = InputOf(path);
        FrozenFeatures features = new(OnnxNetwork.Load(path, device, layer), new InputValues(input, device));
        try
        {
            features.RequireMaps(path, layer, side, device);
            return features;
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    /// <summary>
    /// How far the features of images are from those of others where a mask lies: their mean absolute difference, as a
    /// share of the goal's mean magnitude there.
    /// </summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W); gradients flow into them.</param>
    /// <param name="goal">What should be reached, of the same size.</param>
    /// <param name="mask">1 where it counts, else 0, (B, 1, H, W). A feature counts as far as its pixels do.</param>
    /// <returns>A scalar tensor; 0 where the mask is empty.</returns>
    public Tensor Distance(Tensor images, Tensor goal, Tensor mask)
    {
        Tensor features = Of(images), target;
        using (no_grad()) target = Of(goal);
        Tensor share = nn.functional.adaptive_avg_pool2d(mask, [target.shape[2], target.shape[3]]);
        Tensor magnitude = target.abs().mul(share).sum();
        return features.sub(target).abs().mul(share).sum().div(magnitude.clamp_min(Least));
    }

    public void Dispose()
    {
        _network.Dispose();
        _input.Dispose();
    }

    /// <summary>What the layer computes of images, (B, C, h, w).</summary>
    private Tensor Of(Tensor images) => _network.call(_input.Of(images))[0];

    private void RequireMaps(string path, string layer, int side, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        long[] shape = Of(zeros(1, 3, side, side, device: device)).shape;
        if (shape.Length != 4)
            throw new TrainingException(
                $"The layer '{layer}' of '{path}' gives numbers of the shape [{string.Join(", ", shape)}]; expected "
                + "maps, (B, C, H, W).");
    }

    private static InputSpec InputOf(string path)
    {
        if (SuperResolver.IsSuperResolver(path) || Segmenter.IsSegmenter(path)) return new InputSpec("images");
        using Detector detector = Detector.Load(path, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        return detector.Model.Input;
    }
}
