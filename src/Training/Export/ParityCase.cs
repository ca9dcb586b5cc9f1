using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>What a network answers to one input, for the comparison with its exported model.</summary>
/// <param name="Expected">The network's answer on the CPU, single precision.</param>
/// <param name="Range">
/// The greatest magnitude of the answer, of a shape that broadcasts to its: differences are measured by it, or by 1
/// where it is less.
/// </param>
internal sealed record ParityCase(Tensor Expected, Tensor Range)
{
    /// <summary>True where rounding decides what the answer is; null: nowhere.</summary>
    public Tensor? Undecided { get; init; }

    /// <summary>A second input of the model; null without one.</summary>
    public NamedOnnxValue? Extra { get; init; }
}
