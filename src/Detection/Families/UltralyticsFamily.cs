using DetectionSdk.Models;

namespace DetectionSdk.Families;

/// <summary>
/// Models as Ultralytics exports them, and those that this SDK trains. Two layouts of the first output:
/// <c>[B, 4 + C, N]</c>, centre x, centre y, width, height in input pixels, then one score per class, for N candidates
/// (YOLOv8, v9, 11, 12); and <c>[B, K, 6]</c>, left, top, right, bottom, score, class index of K finished detections
/// (YOLOv10, 26). Where the graph leaves both open, the answer decides.
/// </summary>
public sealed class UltralyticsFamily : DetectorFamily
{
    private const int BoxRows = 4, FinishedColumns = 6;

    // What the exporter keeps of an image unless told otherwise.
    private const int UsualDetections = 300;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs images Float [B, 3, H, W]; outputs output0 Float [B, 4 + C, N]",
        "inputs images Float [B, 3, H, W]; outputs output0 Float [B, K, 6]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [_, 3 or <= 0, _, _] }]
        && model.Outputs is [{ IsFloat: true, Rank: 3 }] or [{ IsFloat: true, Rank: 3, Name: "output0" }, ..]
        && (Fits(model.Outputs[0].Dimensions, model.ClassNames?.Count) || AreFinished(model))
        && !YoloV5Family.IsNamedAsSuch(model)
        && !UltralyticsRtDetrFamily.IsNamedAsSuch(model);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name);

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        !AreFinished(model)
        && model.Outputs[0].Dimensions is [_, > BoxRows and var rows, <= 0 or > FinishedColumns]
            ? rows - BoxRows
            : null;

    /// <inheritdoc/>
    public override AnswerLayout? Answer(ModelSignature model) => ClassCount(model) is { } classes
        ? new AnswerLayout(Output: 0, PlacesFirst: false, BoxRows, classes) { BoxInPixels = true }
        : null;

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) =>
        !IsFinished(outputs[0].Shape, context);

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor answer = outputs[0];
        int rows = answer.Shape[0], columns = answer.Shape[1];
        if (IsFinished(answer.Shape, context)) ReadFinished(answer.Floats, context.Confidence, found);
        else if (rows == BoxRows + context.ClassCount) ReadCandidates(answer.Floats, columns, context, found);
        else
            throw new ModelFormatException(
                $"the answer is [{rows}, {columns}] per image; expected [{BoxRows + context.ClassCount}, N] for "
                + $"{context.ClassCount} class names, or [K, {FinishedColumns}]");
    }

    // A dynamic export of YOLOv10 leaves the six columns open, as those of candidates are, and fixes the rows.
    private static bool AreFinished(ModelSignature model) =>
        model.Outputs[0].Dimensions is [_, UsualDetections, <= 0]
        && model.ClassNames is { Count: not UsualDetections - BoxRows };

    private static bool Fits(IReadOnlyList<int> output, int? classes) =>
        output is [_, var rows, var columns]
        && (columns == FinishedColumns
            || (classes is null ? rows <= 0 || columns <= 0 || rows < columns : rows == BoxRows + classes)
            || (rows <= 0 && columns != BoxRows + classes));

    // What the graph states of the axes goes before what the metadata says, and that before how the answer looks: no
    // network has as few as six candidates.
    private static bool IsFinished(ReadOnlySpan<int> answer, in DecodeContext context)
    {
        if (answer[1] != FinishedColumns) return false;
        IReadOnlyList<int> stated = context.Model.Outputs[0].Dimensions;
        if (stated[1] == BoxRows + context.ClassCount) return false;
        return stated[1] > 0 || stated[2] > 0 || answer[0] != BoxRows + context.ClassCount
            || ModelMetadata.ReadFlag(context.Model.Metadata, ModelMetadata.EndToEnd) != false;
    }

    // [4 + classes, N]
    private static void ReadCandidates(
        ReadOnlySpan<float> answer, int columns, in DecodeContext context, ICollection<Candidate> found)
    {
        using ClassRows scores = new(answer[(BoxRows * columns)..], columns);
        ReadOnlySpan<float> best = scores.Best;
        for (int column = 0; column < columns; column++)
        {
            if (!(best[column] >= context.Confidence)) continue;
            found.Add(
                Candidate.FromCentre(
                    answer[column], answer[columns + column], answer[2 * columns + column],
                    answer[3 * columns + column], best[column], scores.ClassOf(column)));
        }
    }

    // [K, 6]
    private static void ReadFinished(ReadOnlySpan<float> answer, float confidence, ICollection<Candidate> found)
    {
        for (; answer.Length >= FinishedColumns; answer = answer[FinishedColumns..])
        {
            if (answer[4] >= confidence && answer[5] >= 0)
                found.Add(new Candidate(answer[0], answer[1], answer[2], answer[3], answer[4], (int)answer[5]));
        }
    }
}
