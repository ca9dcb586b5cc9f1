namespace DetectionSdk.Families;

/// <summary>
/// RF-DETR: <c>dets [B, Q, 4]</c>, centre x, centre y, width, height in fractions of the image, and
/// <c>labels [B, Q, S]</c>, one logit per slot. The slots are COCO's numbers (91), or the classes alone, or the classes
/// and a last one for no object: as many names as slots, or one less, say which.
/// </summary>
public sealed class RfDetrFamily : DetectorFamily
{
    /// <inheritdoc/>
    public override string Name => "RF-DETR";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs input Float [B, 3, H, W]; outputs dets Float [B, Q, 4]; labels Float [B, Q, S]"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs.Count == 1
        && model.Output("dets") is { IsFloat: true, Dimensions: [_, _, 4 or <= 0] }
        && model.Output("labels") is { IsFloat: true, Rank: 3 };

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Mean = ImageNet.Mean,
        Deviation = ImageNet.Deviation,
        Fit = InputFit.Stretch,
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) => QueryScores.CountClasses(model, Slots(model));

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) =>
        QueryScores.NameClasses(model, Slots(model), "a background, as in models of your own data");

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor labels = outputs["labels"];
        QueryScores.ReadSigmoid(outputs["dets"].Floats, labels.Floats, labels.Shape[1], context, found);
    }

    private static int Slots(ModelSignature model) => model.Output("labels")!.Dimensions[2];
}
