using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// DETR and its kin as Hugging Face's exporters write them: <c>logits [B, Q, S]</c> and <c>pred_boxes [B, Q, 4]</c>,
/// centre x, centre y, width, height in fractions of the image. Where there is one slot more than class names, the
/// slots share one and the last stands for no object (DETR, YOLOS, Table Transformer); where there are as many, each
/// speaks for itself (Conditional and Deformable DETR). Without names, 92 and 91 slots are COCO's numbers.
/// </summary>
public sealed class HuggingFaceDetrFamily : DetectorFamily
{
    private const string MaskName = "pixel_mask";
    private const int ShortSide = 800, LongSide = 1333;

    /// <inheritdoc/>
    public override string Name => "HuggingFace-DETR";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs pixel_values Float [B, 3, H, W]; outputs logits Float [B, Q, S]; pred_boxes Float [B, Q, 4]",
        "inputs pixel_values Float [B, 3, H, W]; pixel_mask Int64 [B, H, W]; "
        + "outputs logits Float [B, Q, S]; pred_boxes Float [B, Q, 4]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        IsHuggingFace(model) && !HuggingFaceRtDetrFamily.SelectsQueries(model);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new("pixel_values")
    {
        Mean = ImageNet.Mean,
        Deviation = ImageNet.Deviation,
        Pad = ImageNet.Mean,
        Fit = model.Input(MaskName) is null && model.Input("pixel_values")!.HasFixedSides
            ? InputFit.Stretch
            : InputFit.LetterboxTopLeft,
        ShortSide = ShortSide,
        Size = new Size(LongSide, LongSide),
        Stride = 1,
        ExtraInputs = model.Input(MaskName) is null ? [] : [new ExtraInput(MaskName, Mask)],
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) => QueryScores.CountClasses(model, Slots(model));

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) =>
        QueryScores.NameClasses(model, Slots(model), "no object, as in DETR, YOLOS and Table Transformer");

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor logits = outputs["logits"], boxes = outputs["pred_boxes"];
        int slots = logits.Shape[1];
        if (slots == context.ClassCount + 1 || (slots == CocoIds.Slots + 1 && slots != context.ClassCount))
            QueryScores.ReadSoftmax(boxes.Floats, logits.Floats, slots, context, found);
        else QueryScores.ReadSigmoid(boxes.Floats, logits.Floats, slots, context, found);
    }

    internal static bool IsHuggingFace(ModelSignature model) =>
        model.Input("pixel_values") is { IsFloat: true, Rank: 4 }
        && model.Inputs.All(input => input.Name is "pixel_values" or MaskName)
        && model.Output("logits") is { IsFloat: true, Rank: 3 }
        && model.Output("pred_boxes") is { IsFloat: true, Rank: 3 };

    // 1 where there is image, 0 where there is border
    private static double[] Mask(ImagePlacement placement)
    {
        double[] mask = new double[placement.Input.Width * placement.Input.Height];
        for (int row = 0; row < placement.Region.Height; row++)
            mask.AsSpan(row * placement.Input.Width, placement.Region.Width).Fill(1);
        return mask;
    }

    private static int Slots(ModelSignature model) => model.Output("logits")!.Dimensions[2];
}
