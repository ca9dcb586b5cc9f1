using System.Numerics.Tensors;
using DetectionSdk.Models;

namespace DetectionSdk.Families;

/// <summary>
/// RT-DETR as Ultralytics exports it: one output <c>[B, K, 4 + C]</c>, centre x, centre y, width, height in fractions
/// of the image, then one score per class. The image is stretched.
/// </summary>
public sealed class UltralyticsRtDetrFamily : DetectorFamily
{
    private const int BoxColumns = 4, FinishedColumns = 6;

    /// <inheritdoc/>
    public override string Name => "Ultralytics-RT-DETR";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs images Float [B, 3, H, W]; outputs output0 Float [B, 300, 4 + C]"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [_, 3 or <= 0, _, _] }]
        && model.Outputs is [{ IsFloat: true, Dimensions: [_, var queries, var columns] }, ..]
        && model.Metadata.ContainsKey(ModelMetadata.Names)
        && (IsNamedAsSuch(model) || (columns != FinishedColumns && Fits(queries, columns, model.ClassNames?.Count)));

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) =>
        new(model.Inputs[0].Name) { Fit = InputFit.Stretch };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        model.Outputs[0].Dimensions[2] > BoxColumns ? model.Outputs[0].Dimensions[2] - BoxColumns : null;

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor answer = outputs[0];
        int columns = answer.Shape[1];
        if (columns != BoxColumns + context.ClassCount)
            throw new ModelFormatException(
                $"the answer is [{answer.Shape[0]}, {columns}] per image; expected "
                + $"[K, {BoxColumns + context.ClassCount}] for {context.ClassCount} class names");
        for (ReadOnlySpan<float> rows = answer.Floats; rows.Length > 0; rows = rows[columns..])
        {
            int classId = TensorPrimitives.IndexOfMax(rows[BoxColumns..columns]);
            float score = rows[BoxColumns + classId];
            Candidate box = Candidate.FromCentre(rows[0], rows[1], rows[2], rows[3], score, classId);
            if (score >= context.Confidence) found.Add(context.FromImageFractions(box));
        }
    }

    /// <summary>Whether the exporter's description says that it is one.</summary>
    internal static bool IsNamedAsSuch(ModelSignature model) =>
        model.Metadata.TryGetValue(ModelMetadata.Description, out string? text)
        && (text.Contains("rtdetr", StringComparison.OrdinalIgnoreCase)
            || text.Contains("rt-detr", StringComparison.OrdinalIgnoreCase));

    private static bool Fits(int queries, int columns, int? classes) =>
        queries > 0 && columns == BoxColumns + classes && queries != BoxColumns + classes;
}
