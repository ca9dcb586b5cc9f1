using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training;

/// <summary>Checks that ONNX Runtime computes with a model what the network it was exported from computes.</summary>
internal static class ExportParity
{
    /// <summary>Largest difference of a score, and of a box edge relative to max(1, its length).</summary>
    public const float Tolerance = 1e-4f;

    private static readonly TorchSharp.Scalar HeldTolerance = Tolerance;
    private const ulong Seed = 20221004;

    /// <param name="network">The network.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="path">What the file is to be called.</param>
    /// <param name="shapes">Shapes of the random images to compare on, (B, 3, H, W).</param>
    /// <exception cref="ModelExportException">They differ, or the network's output is not finite.</exception>
    public static void Require(AerisNetwork network, byte[] model, string path, IEnumerable<long[]> shapes)
    {
        RuntimeTelemetry.TurnOff();
        using var session = new InferenceSession(model);
        using var generator = new Generator(Seed);
        bool wasTraining = network.training;
        Precision precision = network.Precision;
        network.eval();
        network.Precision = Precision.Full;
        try
        {
            foreach (long[] shape in shapes)
                RequireEqual(network, session, rand(shape, generator: generator), path);
        }
        finally
        {
            network.train(wasTraining);
            network.Precision = precision;
        }
    }

    private static void RequireEqual(AerisNetwork network, InferenceSession session, Tensor images, string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        AerisOutput output = network.call(images.to(network.Device), null);
        Tensor expected = CenterDecoder.Decode(output).cpu();
        Tensor actual = Run(session, images);
        if (!expected.isfinite().all().item<bool>())
            throw new ModelExportException(
                $"'{path}' was not written: the network computes numbers that are not finite.");
        if (!actual.shape.SequenceEqual(expected.shape))
            throw new ModelExportException(
                $"'{path}' was not written: the model's output has shape ({string.Join(", ", actual.shape)}), the "
                + $"network's ({string.Join(", ", expected.shape)}).");

        Tensor difference = (actual - expected).abs() / expected.abs().clamp_min(HeldScalars.One);
        Tensor tied = cat(
            [zeros_like(expected.narrow(1, 0, 4), ScalarType.Bool), NearlyTied(output.Heatmap.cpu())], dim: 1);
        float greatest = difference.masked_fill(tied, HeldScalars.Zero).max().item<float>();
        if (!(greatest <= Tolerance))
            throw new ModelExportException(
                $"'{path}' was not written: ONNX Runtime and the network differ by {greatest:g3} on an input of "
                + $"{string.Join(" x ", images.shape)}; expected at most {Tolerance:g1}.");
    }

    /// <summary>
    /// 1 where two logits of a 3x3 neighbourhood are so close that rounding decides whether its centre is suppressed,
    /// (B, classes, N).
    /// </summary>
    private static Tensor NearlyTied(Tensor logits)
    {
        long batch = logits.shape[0], classes = logits.shape[1];
        // above the padding's 0
        Tensor positive = logits.sub(logits.min()).add(HeldScalars.One, HeldScalars.One).flatten(0, 1).unsqueeze(1);
        Tensor neighbourhoods = nn.functional.unfold(positive, kernel_size: 3, padding: 1); // (B classes, 9, N)
        Tensor greatest = neighbourhoods.topk(2, dim: 1).values;
        return (greatest.select(1, 0) - greatest.select(1, 1)).lt(HeldTolerance).view(batch, classes, -1);
    }

    private static Tensor Run(InferenceSession session, Tensor images)
    {
        var input = new DenseTensor<float>(images.data<float>().ToArray(), [.. images.shape.Select(size => (int)size)]);
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("images", input)]);
        var result = (DenseTensor<float>)outputs[0].AsTensor<float>();
        return tensor(result.Buffer.ToArray()).view([.. result.Dimensions.ToArray().Select(size => (long)size)]);
    }
}
