using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// One node of a network that runs: where it reads and writes among the values, and which are done with after it.
/// </summary>
internal sealed record OnnxStep(OnnxNode Node, OnnxOperation Operation, int[] Inputs, int[] Outputs)
{
    /// <summary>Values that no later step reads.</summary>
    public IReadOnlyList<int> Done { get; set; } = [];

    /// <summary>Whether the answer is turned into single precision: nothing after it is a layer any more.</summary>
    public bool EndsLayers { get; set; }

    /// <summary>The shape that a Reshape gives one image of the file's own size; null for other nodes.</summary>
    public FixedShape? Shape { get; set; }

    /// <summary>Computes the step.</summary>
    /// <exception cref="OnnxFormatException">It does not fit the images.</exception>
    public void Run(Tensor?[] values, long batch)
    {
        Tensor?[] inputs = Array.ConvertAll(Inputs, index => index < 0 ? null : values[index]);
        try
        {
            Tensor[] outputs = Shape is { } shape
                ? [inputs[0]!.reshape(shape.For(inputs[0]!.shape, batch))]
                : Operation(inputs);
            for (int i = 0; i < Outputs.Length; i++)
                values[Outputs[i]] = EndsLayers ? outputs[i].to(ScalarType.Float32) : outputs[i];
        }
        catch (System.Runtime.InteropServices.ExternalException error)
        {
            string shapes = string.Join(
                ", ", inputs.Select(input => input is null ? "none" : $"[{string.Join(", ", input.shape)}]"));
            throw Node.Unsupported($"input of {shapes} ({error.Message.Split('\n')[0]})");
        }
        foreach (int done in Done)
        {
            values[done]?.Dispose();
            values[done] = null;
        }
    }
}
