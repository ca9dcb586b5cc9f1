using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// YOLOv9 of MultimediaTechLab's MIT-licensed code. For each of three levels three outputs: <c>[B, C, H, W]</c>, one
/// logit per class; <c>[B, 16, 4, H, W]</c>, distances of the edges as distributions, not needed; and <c>[B, 4, H,
/// W]</c>, the distances from the cell's centre to left, top, right and bottom in strides. The outputs of a second head
/// that was kept come after them.
/// </summary>
public sealed class MitYoloFamily : DetectorFamily
{
    private const int Levels = 3, PerLevel = 3;

    /// <inheritdoc/>
    public override string Name => "MIT-YOLO";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs input Float [B, 3, H, W]; outputs, three times, Float [B, C, H / s, W / s]; "
        + "Float [B, 16, 4, H / s, W / s]; Float [B, 4, H / s, W / s]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [_, 3, _, _] }]
        && model.Outputs.Count is Levels * PerLevel or 2 * Levels * PerLevel
        && model.Outputs.Chunk(PerLevel).All(level => level is
            [
                { IsFloat: true, Rank: 4 }, { IsFloat: true, Dimensions: [_, 16, 4, _, _] },
                { IsFloat: true, Dimensions: [_, 4, _, _] }
            ]);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) =>
        new(model.Inputs[0].Name) { Interpolation = InterpolationFlags.Lanczos4 };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        model.Outputs[0].Dimensions[1] is > 0 and var classes ? classes : null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        for (int level = 0; level < Levels; level++)
            ReadLevel(outputs[level * PerLevel], outputs[level * PerLevel + 2].Floats, context, found);
    }

    private static void ReadLevel(
        OutputTensor answer, ReadOnlySpan<float> edges, in DecodeContext context, ICollection<Candidate> found)
    {
        int columns = answer.Shape[2], cells = answer.Shape[1] * columns, stride = context.InputSize.Width / columns;
        using ClassRows logits = new(answer.Floats, cells);
        for (int cell = 0; cell < cells; cell++)
        {
            float score = QueryScores.Sigmoid(logits.Best[cell]);
            if (!(score >= context.Confidence)) continue;
            int x = cell % columns * stride + stride / 2, y = cell / columns * stride + stride / 2;
            found.Add(
                new Candidate(
                    x - edges[cell] * stride, y - edges[cells + cell] * stride, x + edges[2 * cells + cell] * stride,
                    y + edges[3 * cells + cell] * stride, score, logits.ClassOf(cell)));
        }
    }
}
