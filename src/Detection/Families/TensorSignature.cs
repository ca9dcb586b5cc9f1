using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Families;

/// <summary>What a model says of one of its inputs or outputs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Type of its numbers.</param>
/// <param name="Dimensions">Its shape; an axis that is not fixed is -1.</param>
public sealed record TensorSignature(string Name, TensorElementType ElementType, IReadOnlyList<int> Dimensions)
{
    /// <summary>Number of axes.</summary>
    public int Rank => Dimensions.Count;

    /// <summary>Whether its numbers are float32 or float16; see <see cref="OutputTensor.Floats"/>.</summary>
    public bool IsFloat => ElementType is TensorElementType.Float or TensorElementType.Float16;

    /// <summary>Whether the two sides of an image in it, NCHW, are fixed.</summary>
    internal bool HasFixedSides => Dimensions is [.., > 0, > 0];

    /// <summary>For example <c>images Float [1, 3, 640, 640]</c>.</summary>
    public override string ToString() => $"{Name} {ElementType} [{string.Join(", ", Dimensions)}]";
}
