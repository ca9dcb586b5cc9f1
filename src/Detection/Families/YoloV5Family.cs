using DetectionSdk.Models;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// Models with three anchors per cell, as YOLOv5 and YOLOv7 export them: one output <c>[B, N, 5 + C]</c>, centre x,
/// centre y, width, height in input pixels, object score, one score per class. N is three times the cells of the
/// strides 8, 16, 32 (and 64 for P6).
/// </summary>
public sealed class YoloV5Family : DetectorFamily
{
    private const int Anchors = 3, BoxColumns = 5;

    /// <inheritdoc/>
    public override string Name => "YOLOv5";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs images Float [B, 3, H, W]; outputs output0 Float [B, 3 A, 5 + C]"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [_, 3, var height, var width] }]
        && model.Outputs is [{ IsFloat: true, Dimensions: [_, var places, > BoxColumns] }, ..]
        && (HasAnchors(new Size(width, height), places)
            || (Math.Min(places, Math.Min(height, width)) < 0 && HasNamedColumns(model)));

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name);

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) => ObjectnessRows.CountClasses(model.Outputs[0]);

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override AnswerLayout? Answer(ModelSignature model) =>
        ObjectnessRows.Layout(model.Outputs[0], boxInPixels: true);

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found) =>
        ObjectnessRows.Read(outputs[0], context, found);

    /// <summary>
    /// Whether the metadata are those of YOLOv5, which names stride and classes but no task. Settles what one class
    /// leaves open: six columns are also those of finished detections.
    /// </summary>
    internal static bool IsNamedAsSuch(ModelSignature model) =>
        model.Metadata.ContainsKey(ModelMetadata.Stride)
        && model.Metadata.ContainsKey(ModelMetadata.Names)
        && !model.Metadata.ContainsKey(ModelMetadata.Task)
        && HasNamedColumns(model);

    private static bool HasNamedColumns(ModelSignature model) =>
        model.ClassNames is { Count: var classes } && model.Outputs[0].Dimensions[2] == BoxColumns + classes;

    private static bool HasAnchors(Size input, int places) =>
        input is { Width: > 0, Height: > 0 }
        && (places == Anchors * CellGrid.CountAll(input, 8, 16, 32)
            || places == Anchors * CellGrid.CountAll(input, 8, 16, 32, 64));
}
