using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// MMDetection's models as mmdeploy exports them: <c>dets [B, K, 5]</c>, edges in input pixels and score, and
/// <c>labels [B, K]</c>. The input is that of most of its models, ImageNet's mean and deviation in RGB; pipeline.json
/// beside the file says what a model wants, and <see cref="DetectorOptions.ConfigureInput"/> sets it.
/// </summary>
public sealed class MmDetectionFamily : DetectorFamily
{
    private const int Columns = 5, ShortSide = 800, LongSide = 1333;

    /// <inheritdoc/>
    public override string Name => "MMDetection";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs input Float [B, 3, H, W]; outputs dets Float [B, K, 5]; labels Int64 [B, K]"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs.Count == 1
        && model.Output("dets") is { IsFloat: true, Dimensions: [_, _, Columns or <= 0] }
        && model.Output("labels") is { IsFloat: false, Rank: 2 };

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Mean = ImageNet.Mean,
        Deviation = ImageNet.Deviation,
        Pad = ImageNet.Mean,
        Fit = InputFit.LetterboxTopLeft,
        ShortSide = ShortSide,
        Size = new Size(LongSide, LongSide),
    };

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ReadOnlySpan<float> rows = outputs["dets"].Floats;
        ReadOnlySpan<long> labels = outputs["labels"].Integers;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Columns, Columns);
            if (row[4] >= context.Confidence) found.Add(Candidate.FromEdges(row, row[4], labels[i]));
        }
    }
}
