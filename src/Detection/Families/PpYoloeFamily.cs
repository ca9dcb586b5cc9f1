using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// PP-YOLOE+, and Paddle's RT-DETR, as PaddleDetection exports them: finished detections; or, with the option
/// exclude_nms, boxes <c>[B, N, 4]</c> in pixels of the image and scores <c>[B, C, N]</c>; or, with
/// exclude_post_process, <c>[B, N, 4 + C]</c> in pixels of the input.
/// </summary>
public sealed class PpYoloeFamily : DetectorFamily
{
    private const int BoxColumns = 4;

    /// <inheritdoc/>
    public override string Name => "PP-YOLOE";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs image Float [B, 3, H, W]; scale_factor Float [B, 2]; outputs bbox Float [K, 6]; bbox_num Int32 [B]",
        "inputs im_shape Float [B, 2]; image Float [B, 3, H, W]; scale_factor Float [B, 2]; "
        + "outputs bbox Float [K, 6]; bbox_num Int32 [B]",
        "inputs image Float [B, 3, H, W]; scale_factor Float [B, 2]; "
        + "outputs boxes Float [B, N, 4]; scores Float [B, C, N]",
        "inputs image Float [B, 3, H, W]; outputs output Float [B, N, 4 + C]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        PaddleDetections.HasInputs(model)
        && (PaddleDetections.AreFinished(model) || HasScores(model) || HasRows(model));

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(PaddleDetections.ImageName)
    {
        Fit = InputFit.Stretch,
        Interpolation = InterpolationFlags.Cubic,
        ExtraInputs = PaddleDetections.ExtrasOf(model),
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model)
    {
        if (HasScores(model)) return model.Outputs[1].Dimensions[1] is > 0 and var classes ? classes : null;
        return HasRows(model) ? model.Outputs[0].Dimensions[2] - BoxColumns : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) =>
        !PaddleDetections.AreFinished(context.Model);

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        if (PaddleDetections.AreFinished(context.Model)) PaddleDetections.Read(outputs, context, found);
        else if (HasScores(context.Model)) ReadScores(outputs[0].Floats, outputs[1], context, found);
        else ReadRows(outputs[0], context, found);
    }

    private static bool HasScores(ModelSignature model) =>
        model.Outputs is [{ IsFloat: true, Dimensions: [_, _, BoxColumns] }, { IsFloat: true, Rank: 3 }];

    private static bool HasRows(ModelSignature model) =>
        model.Outputs is [{ IsFloat: true, Dimensions: [_, _, > BoxColumns] }];

    private static void ReadScores(
        ReadOnlySpan<float> boxes, OutputTensor answer, in DecodeContext context, ICollection<Candidate> found)
    {
        using ClassRows scores = new(answer.Floats, answer.Shape[1]);
        for (int place = 0; place < answer.Shape[1]; place++)
        {
            float score = scores.Best[place];
            if (!(score >= context.Confidence)) continue;
            Candidate box = Candidate.FromEdges(boxes[(place * BoxColumns)..], score, scores.ClassOf(place));
            found.Add(context.FromImage(box));
        }
    }

    private static void ReadRows(OutputTensor answer, in DecodeContext context, ICollection<Candidate> found)
    {
        int columns = answer.Shape[1];
        for (ReadOnlySpan<float> rows = answer.Floats; rows.Length > 0; rows = rows[columns..])
        {
            int classId = TensorPrimitives.IndexOfMax(rows[BoxColumns..columns]);
            float score = rows[BoxColumns + classId];
            if (score >= context.Confidence) found.Add(Candidate.FromEdges(rows, score, classId));
        }
    }
}
