using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// torchvision's Faster R-CNN, RetinaNet, SSD and FCOS: one image without batch axis, at its own size, and three
/// outputs in any order: boxes <c>[K, 4]</c> by their edges in input pixels, scores <c>[K]</c>, labels <c>[K]</c>.
/// Label 1 is the first class name; where the names are COCO's, labels are COCO's numbers.
/// </summary>
public sealed class TorchvisionFamily : DetectorFamily
{
    /// <inheritdoc/>
    public override string Name => "torchvision";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs images Float [3, H, W]; outputs boxes Float [K, 4]; scores Float [K]; labels Int64 [K]",
        "inputs images Float [1, 3, H, W]; outputs boxes Float [K, 4]; scores Float [K]; labels Int64 [K]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [3, _, _] or [1, 3, _, _] }]
        && Boxes(model) is not null && Scores(model) is not null && Labels(model) is not null;

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Fit = InputFit.Original,
        Pad = Scalar.All(0),
        Stride = 1,
    };

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ModelSignature model = context.Model;
        ReadOnlySpan<float> boxes = outputs.Whole(Boxes(model)!.Name).Floats;
        ReadOnlySpan<float> scores = outputs.Whole(Scores(model)!.Name).Floats;
        ReadOnlySpan<long> labels = outputs.Whole(Labels(model)!.Name).Integers;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= context.Confidence)
                found.Add(Candidate.FromEdges(boxes[(4 * i)..], scores[i], CocoIds.ToClass(labels[i], model)));
        }
    }

    private static TensorSignature? Boxes(ModelSignature model) =>
        model.Outputs.FirstOrDefault(output => output is { IsFloat: true, Dimensions: [_, 4 or <= 0] });

    private static TensorSignature? Scores(ModelSignature model) =>
        model.Outputs.FirstOrDefault(output => output is { IsFloat: true, Rank: 1 });

    private static TensorSignature? Labels(ModelSignature model) =>
        model.Outputs.FirstOrDefault(output => output is { IsFloat: false, Rank: 1 });
}
