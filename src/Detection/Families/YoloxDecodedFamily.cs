namespace DetectionSdk.Families;

/// <summary>
/// YOLOX exported with the option decode_in_inference: one output <c>[B, A, 5 + C]</c> as <see cref="YoloxFamily"/> has
/// it, but with centre, width and height of the boxes in input pixels. Told from the raw one by its operator Exp.
/// </summary>
public sealed class YoloxDecodedFamily : DetectorFamily
{
    /// <inheritdoc/>
    public override string Name => "YOLOX-decoded";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs images Float [B, 3, H, W]; outputs output Float [B, A, 5 + C], from an Exp"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        YoloxFamily.IsYolox(model) && YoloxFamily.IsDecoded(model);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => YoloxFamily.InputOf(model);

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
}
