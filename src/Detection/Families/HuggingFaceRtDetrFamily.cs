namespace DetectionSdk.Families;

/// <summary>
/// RT-DETR, RT-DETRv2 and D-FINE as Hugging Face's exporters write them: <c>logits [B, Q, C]</c>, one per class, and
/// <c>pred_boxes [B, Q, 4]</c>, centre x, centre y, width, height in fractions of the stretched image. Told from
/// <see cref="HuggingFaceDetrFamily"/> by the operator TopK, with which they choose their queries.
/// </summary>
public sealed class HuggingFaceRtDetrFamily : DetectorFamily
{
    /// <inheritdoc/>
    public override string Name => "HuggingFace-RT-DETR";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs pixel_values Float [B, 3, H, W]; "
        + "outputs logits Float [B, Q, C]; pred_boxes Float [B, Q, 4], with a TopK",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        HuggingFaceDetrFamily.IsHuggingFace(model) && model.Inputs.Count == 1 && SelectsQueries(model);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) =>
        new(model.Inputs[0].Name) { Fit = InputFit.Stretch };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        model.Output("logits")!.Dimensions[2] is > 0 and var classes ? classes : null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor logits = outputs["logits"];
        QueryScores.ReadSigmoid(outputs["pred_boxes"].Floats, logits.Floats, logits.Shape[1], context, found);
    }

    internal static bool SelectsQueries(ModelSignature model) => model.Operators.Contains("TopK");
}
