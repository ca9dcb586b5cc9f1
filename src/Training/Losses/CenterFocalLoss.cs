using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The focal loss for Gaussian heat maps of CornerNet (Law and Deng, ECCV 2018) as CenterNet uses it, alpha = 2 and
/// gamma = 4: -(1 - p)^2 log p at centres, -(1 - t)^4 p^2 log(1 - p) elsewhere, divided by the number of centres.
/// Computed from logits, which stays finite at any confidence.
/// </summary>
internal static class CenterFocalLoss
{
    /// <param name="logits">(B, classes, h, w).</param>
    /// <param name="target">Heat map t in [0, 1], of the logits' shape, exactly 1 at centres.</param>
    /// <returns>A scalar tensor.</returns>
    public static Tensor Compute(Tensor logits, Tensor target)
    {
        Tensor centres = target.eq(HeldScalars.One).to(ScalarType.Float32);
        Tensor background = target.neg().add_(HeldScalars.One, HeldScalars.One); // 1 - t, 0 at centres
        Tensor score = logits.sigmoid();
        Tensor inverse = logits.neg();
        Tensor positive = Square(inverse.sigmoid()).mul(nn.functional.logsigmoid(logits)).mul(centres);
        Tensor negative = Square(score).mul(nn.functional.logsigmoid(inverse)).mul(Square(Square(background)));
        return positive.Plus(negative).sum().neg().div(centres.sum().clamp_min(HeldScalars.One));
    }

    /// <summary>Tensor.square would pass the exponent as a temporary Scalar, see <see cref="HeldScalars"/>.</summary>
    private static Tensor Square(Tensor tensor) => tensor.mul(tensor);
}
