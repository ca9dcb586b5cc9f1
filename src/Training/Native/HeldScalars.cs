using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Numbers that live as long as the process. TorchSharp turns a number into a temporary Scalar whose finaliser can free
/// it while native code still reads it, and even the plain sum of two tensors makes one (its factor of 1): when a
/// garbage collection falls into the call, the operation fails or silently computes with a wrong number. Code that runs
/// in a training step therefore uses these or other held Scalars, never the operator + or a number as a tensor's
/// operand. Products, quotients and differences of two tensors are safe.
/// </summary>
internal static class HeldScalars
{
    public static readonly Scalar Zero = 0f;

    public static readonly Scalar One = 1f;

    /// <summary>Slope of leaky activations below zero.</summary>
    public static readonly Scalar LeakySlope = 0.1f;

    public static readonly Scalar OutputStride = (float)AerisNetwork.OutputStride;

    /// <summary>The sum of two tensors.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);
}
