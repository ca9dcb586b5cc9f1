using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The focal loss for Gaussian heat maps of CornerNet (Law and Deng, ECCV 2018) as CenterNet uses it, alpha = 2 and
/// gamma = 4: -(1 - p)^2 log p at centres, -(1 - t)^4 p^2 log(1 - p) elsewhere, divided by the number of centres. A
/// centre that is sure by s alone has the quality focal loss (Li et al., NeurIPS 2020), which is the same at s = 1:
/// -(s - p)^2 (s log p + (1 - s) log(1 - p)), and counts s. Computed from logits, which stays finite at any confidence.
/// </summary>
internal static class CenterFocalLoss
{
    /// <param name="logits">(B, classes, h, w).</param>
    /// <param name="target">Heat map t in [0, 1], of the logits' shape, exactly s at centres.</param>
    /// <param name="sureness">s in (0, 1] at the cells of centres, else 0, (B, 1, h, w).</param>
    /// <returns>A scalar tensor.</returns>
    public static Tensor Compute(Tensor logits, Tensor target, Tensor sureness)
    {
        Tensor isCentre = target.eq(sureness).logical_and(sureness.gt(HeldScalars.Zero));
        Tensor centres = isCentre.to(ScalarType.Float32);
        Tensor rest = target.neg().add_(HeldScalars.One, HeldScalars.One); // 1 - t
        Tensor background = rest.mul(isCentre.logical_not().to(ScalarType.Float32));
        Tensor inverse = logits.neg();
        Tensor yes = nn.functional.logsigmoid(logits), no = nn.functional.logsigmoid(inverse);
        Tensor difference = inverse.sigmoid().sub(rest); // s - p
        Tensor positive = Square(difference).mul(target.mul(yes).Plus(rest.mul(no))).mul(centres);
        Tensor negative = Square(logits.sigmoid()).mul(no).mul(Square(Square(background)));
        Tensor count = centres.mul(sureness).sum();
        return positive.Plus(negative).sum().neg().div(count.clamp_min(HeldScalars.One));
    }

    /// <summary>Tensor.square would pass the exponent as a temporary Scalar, see <see cref="HeldScalars"/>.</summary>
    private static Tensor Square(Tensor tensor) => tensor.mul(tensor);
}
