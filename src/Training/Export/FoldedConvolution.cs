using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>A convolution and the batch normalisation after it as one convolution.</summary>
internal static class FoldedConvolution
{
    private static readonly Scalar Epsilon = BatchNormalization.Epsilon;

    /// <summary>
    /// With g = gamma / sqrt(variance + epsilon): weight' = g weight, bias' = beta + g (bias - mean). Computed in
    /// double precision on the CPU, wherever the network is, and returned in single; the caller's dispose scope owns
    /// both.
    /// </summary>
    public static (Tensor Weight, Tensor Bias) From(Convolution convolution, BatchNormalization? normalization)
    {
        Tensor weight = OnCpu(convolution.Weight);
        Tensor bias = convolution.Bias is { } own ? OnCpu(own) : zeros(weight.shape[0], ScalarType.Float64);
        if (normalization is not null)
        {
            Tensor deviation = OnCpu(normalization.RunningVariance).add(Epsilon, HeldScalars.One).sqrt();
            Tensor gain = OnCpu(normalization.Weight) / deviation;
            weight = weight * gain.view(-1, 1, 1, 1);
            bias = OnCpu(normalization.Bias).Plus(gain * (bias - OnCpu(normalization.RunningMean)));
        }
        return (weight.to(ScalarType.Float32), bias.to(ScalarType.Float32));
    }

    private static Tensor OnCpu(Tensor tensor) => tensor.detach().cpu().to(ScalarType.Float64);
}
