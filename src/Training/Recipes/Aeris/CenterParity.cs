using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// How the answers of a CenterNet head are compared: boxes by the greatest coordinate, scores by 1, and no scores where
/// rounding decides which of two cells is suppressed.
/// </summary>
internal static class CenterParity
{
    private static readonly TorchSharp.Scalar Margin = ExportParity.Tolerance;

    public static ParityCase Of(AerisOutput output)
    {
        Tensor expected = CenterDecoder.Decode(output).cpu();
        Tensor boxes = expected.narrow(1, 0, 4), scores = expected.narrow(1, 4, expected.shape[1] - 4);
        Tensor range = cat([ones_like(boxes).mul(boxes.abs().max()), ones_like(scores)], dim: 1);
        Tensor undecided = cat([zeros_like(boxes, ScalarType.Bool), NearlyTied(output.Heatmap.cpu())], dim: 1);
        return new ParityCase(expected, range) { Undecided = undecided };
    }

    /// <summary>
    /// 1 where two logits of a 3x3 neighbourhood are so close, measured by the range of all, that rounding decides
    /// whether its centre is suppressed, (B, classes, N).
    /// </summary>
    private static Tensor NearlyTied(Tensor logits)
    {
        long batch = logits.shape[0], classes = logits.shape[1];
        Tensor least = logits.min(), range = logits.max().sub(least).clamp_min(HeldScalars.One);
        // above the padding's 0
        Tensor positive = logits.sub(least).add(HeldScalars.One, HeldScalars.One).flatten(0, 1).unsqueeze(1);
        Tensor neighbourhoods = nn.functional.unfold(positive, kernel_size: 3, padding: 1); // (B classes, 9, N)
        Tensor greatest = neighbourhoods.topk(2, dim: 1).values;
        Tensor lead = greatest.select(1, 0).sub(greatest.select(1, 1)).div(range);
        return lead.lt(Margin).view(batch, classes, -1);
    }
}
