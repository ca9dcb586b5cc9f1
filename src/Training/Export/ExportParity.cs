using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training;

/// <summary>Checks that ONNX Runtime computes with a model what the network it was exported from computes.</summary>
internal static class ExportParity
{
    /// <summary>
    /// Largest difference relative to the network's range. Single precision leaves some 1e-5 after a deep network, 1e-4
    /// while it is nearly untrained; a wrong weight, constant or operator shows from 1e-2 on.
    /// </summary>
    public const float Tolerance = 1e-3f;

    private const ulong Seed = 20221004;

    /// <param name="model">The ONNX file; its first input are images, its first output is compared.</param>
    /// <param name="path">What the file is to be called.</param>
    /// <param name="shapes">Shapes of the random images to compare on, (B, 3, H, W).</param>
    /// <param name="answer">What the network answers to images.</param>
    /// <exception cref="ModelExportException">They differ, or the network's output is not finite.</exception>
    public static void Require(
        byte[] model, string path, IEnumerable<long[]> shapes, Func<Tensor, ParityCase> answer)
    {
        NativeOnnxRuntime.Require();
        using var session = new InferenceSession(model);
        using var generator = new Generator(Seed);
        foreach (long[] shape in shapes)
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            Tensor images = rand(shape, generator: generator);
            RequireEqual(session, images, answer(images), path);
        }
    }

    private static void RequireEqual(InferenceSession session, Tensor images, ParityCase network, string path)
    {
        Tensor actual = Run(session, images, network.Extra), expected = network.Expected;
        if (!expected.isfinite().all().item<bool>())
            throw new ModelExportException(
                $"'{path}' was not written: the network computes numbers that are not finite.");
        if (!actual.shape.SequenceEqual(expected.shape))
            throw new ModelExportException(
                $"'{path}' was not written: the model's output has shape ({string.Join(", ", actual.shape)}), the "
                + $"network's ({string.Join(", ", expected.shape)}).");

        Tensor difference = (actual - expected).abs() / network.Range.clamp_min(HeldScalars.One);
        if (network.Undecided is { } undecided) difference = difference.masked_fill(undecided, HeldScalars.Zero);
        float greatest = difference.max().item<float>();
        if (!(greatest <= Tolerance))
            throw new ModelExportException(
                $"'{path}' was not written: ONNX Runtime and the network differ by {greatest:g3} of the network's "
                + $"range on an input of {string.Join(" x ", images.shape)}; expected at most {Tolerance:g1}.");
    }

    private static Tensor Run(InferenceSession session, Tensor images, NamedOnnxValue? extra)
    {
        var input = new DenseTensor<float>(images.data<float>().ToArray(), [.. images.shape.Select(size => (int)size)]);
        List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor(session.InputNames[0], input)];
        if (extra is not null) inputs.Add(extra);
        using var outputs = session.Run(inputs);
        var result = (DenseTensor<float>)outputs[0].AsTensor<float>();
        return tensor(result.Buffer.ToArray()).view([.. result.Dimensions.ToArray().Select(size => (long)size)]);
    }
}
