using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>A convolution and the batch normalisation after it as one convolution.</summary>
internal static class FoldedConvolution
{
    private static readonly Scalar Epsilon = BatchNormalization.Epsilon;

    /// <summary>
    /// With g = gamma / sqrt(variance + epsilon): weight' = g weight, bias' = beta + g (bias - mean). Computed in double
    /// precision, returned in single; the caller's dispose scope owns both.
    /// </summary>
    public static (Tensor Weight, Tensor Bias) From(Convolution convolution, BatchNormalization? normalization)
    {
        Tensor weight = convolution.Weight.detach().to(ScalarType.Float64);
        Tensor bias = convolution.Bias?.detach().to(ScalarType.Float64) ?? zeros(weight.shape[0], ScalarType.Float64);
        if (normalization is not null)
        {
            Tensor deviation = normalization.RunningVariance.to(ScalarType.Float64).add(Epsilon, HeldScalars.One).sqrt();
            Tensor gain = normalization.Weight.detach().to(ScalarType.Float64) / deviation;
            weight = weight * gain.view(-1, 1, 1, 1);
            bias = normalization.Bias.detach().to(ScalarType.Float64).Plus(gain * (bias - normalization.RunningMean.to(ScalarType.Float64)));
        }
        return (weight.to(ScalarType.Float32), bias.to(ScalarType.Float32));
    }
}
