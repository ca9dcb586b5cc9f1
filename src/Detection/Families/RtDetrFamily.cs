namespace DetectionSdk.Families;

/// <summary>
/// RT-DETR, RT-DETRv2, D-FINE and DEIM as their own exporters write them. The network is told a size and answers in its
/// pixels: <c>labels [B, K]</c>, <c>boxes [B, K, 4]</c> by their edges, <c>scores [B, K]</c>. It is told that of the
/// input.
/// </summary>
public sealed class RtDetrFamily : DetectorFamily
{
    private const string SizeName = "orig_target_sizes";

    /// <inheritdoc/>
    public override string Name => "RT-DETR";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs images Float [B, 3, H, W]; orig_target_sizes Int64 [B, 2]; "
        + "outputs labels Int64 [B, K]; boxes Float [B, K, 4]; scores Float [B, K]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs.Count == 2 && model.Input(SizeName) is not null
        && model.Output("labels") is not null
        && model.Output("boxes") is not null
        && model.Output("scores") is not null;

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) =>
        new(model.Inputs.First(input => input.Name != SizeName).Name)
        {
            Fit = InputFit.Stretch,
            ExtraInputs = [new ExtraInput(SizeName, placement => [placement.Input.Width, placement.Input.Height])],
        };

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ReadOnlySpan<float> boxes = outputs["boxes"].Floats, scores = outputs["scores"].Floats;
        ReadOnlySpan<long> labels = outputs["labels"].Integers;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= context.Confidence) found.Add(Candidate.FromEdges(boxes[(4 * i)..], scores[i], labels[i]));
        }
    }
}
