using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// YOLO-NAS as SuperGradients exports it. With post-processing: <c>num_predictions [B, 1]</c>, <c>pred_boxes [B, K,
/// 4]</c> by their edges in input pixels, <c>pred_scores [B, K]</c>, <c>pred_classes [B, K]</c>, or all in one <c>[N,
/// 7]</c>: image, edges, score, class. Without it: boxes <c>[B, N, 4]</c> and scores <c>[B, N, C]</c>. Where
/// pre-processing is in the graph, the input is 8-bit.
/// </summary>
public sealed class YoloNasFamily : DetectorFamily
{
    private const int BoxColumns = 4, FlatColumns = 7;

    /// <inheritdoc/>
    public override string Name => "YOLO-NAS";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs input UInt8 [B, 3, H, W]; outputs num_predictions Int64 [B, 1]; pred_boxes Float [B, K, 4]; "
        + "pred_scores Float [B, K]; pred_classes Int64 [B, K]",
        "inputs input UInt8 [B, 3, H, W]; outputs flat_predictions Float [N, 7]",
        "inputs input Float [B, 3, H, W]; outputs boxes Float [B, A, 4]; scores Float [B, A, C]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ Dimensions: [_, 3, var height, var width] }]
        && (IsPadded(model) || IsFlat(model) || IsRaw(model, new Size(width, height)));

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Deviation = Scalar.All(model.Inputs[0].ElementType == TensorElementType.UInt8 ? 1 : 255),
        Margin = 4,
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        model.Outputs is [_, { Dimensions: [_, _, > 0 and var classes] }] ? classes : null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) =>
        !IsPadded(context.Model) && !IsFlat(context.Model);

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        if (IsPadded(context.Model)) ReadPadded(outputs, context, found);
        else if (IsFlat(context.Model)) ReadFlat(outputs, context, found);
        else ReadRaw(outputs[0].Floats, outputs[1], context, found);
    }

    private static bool IsPadded(ModelSignature model) =>
        model.Output("num_predictions") is not null && model.Output("pred_boxes") is not null
        && model.Output("pred_scores") is not null && model.Output("pred_classes") is not null;

    private static bool IsFlat(ModelSignature model) =>
        model.Outputs is [{ Name: "flat_predictions", IsFloat: true, Dimensions: [_, FlatColumns or <= 0] }];

    private static bool IsRaw(ModelSignature model, Size input) =>
        model.Outputs is
            [{ IsFloat: true, Dimensions: [_, var cells, BoxColumns] }, { IsFloat: true, Dimensions: [_, var same, _] }]
        && cells == same && cells == CellGrid.CountAll(input, 8, 16, 32);

    private static void ReadPadded(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ReadOnlySpan<float> boxes = outputs["pred_boxes"].Floats, scores = outputs["pred_scores"].Floats;
        ReadOnlySpan<long> classes = outputs["pred_classes"].Integers;
        for (int i = 0; i < outputs["num_predictions"].Integers[0]; i++)
        {
            if (scores[i] >= context.Confidence)
                found.Add(Candidate.FromEdges(boxes[(BoxColumns * i)..], scores[i], classes[i]));
        }
    }

    private static void ReadFlat(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        for (ReadOnlySpan<float> rows = outputs.Whole(0).Floats; rows.Length > 0; rows = rows[FlatColumns..])
        {
            if (rows[0] == outputs.Image && rows[5] >= context.Confidence)
                found.Add(Candidate.FromEdges(rows[1..], rows[5], (long)rows[6]));
        }
    }

    private static void ReadRaw(
        ReadOnlySpan<float> boxes, OutputTensor scores, in DecodeContext context, ICollection<Candidate> found)
    {
        int classes = scores.Shape[1];
        for (int cell = 0; cell < scores.Shape[0]; cell++)
        {
            ReadOnlySpan<float> row = scores.Floats.Slice(cell * classes, classes);
            int classId = TensorPrimitives.IndexOfMax(row);
            if (row[classId] >= context.Confidence)
                found.Add(Candidate.FromEdges(boxes[(BoxColumns * cell)..], row[classId], classId));
        }
    }
}
