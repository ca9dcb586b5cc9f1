using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// SSD, EfficientDet and others of TensorFlow's Object Detection API, converted by tf2onnx: 8-bit RGB pixels, row after
/// row, and <c>detection_boxes [B, K, 4]</c>, top, left, bottom, right in fractions of the image, <c>detection_scores
/// [B, K]</c>, <c>detection_classes [B, K]</c> as floating-point numbers. Class 1 is the first class name; where the
/// names are COCO's, classes are COCO's numbers. Names may end with ":0".
/// </summary>
public sealed class TensorFlowFamily : DetectorFamily
{
    private const string BoxName = "detection_boxes", ScoreName = "detection_scores", ClassName = "detection_classes";

    /// <inheritdoc/>
    public override string Name => "TensorFlow";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs input_tensor UInt8 [B, H, W, 3]; outputs detection_boxes Float [B, K, 4]; "
        + "detection_classes Float [B, K]; detection_scores Float [B, K]; num_detections Float [B]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: false, Dimensions: [_, _, _, 3 or <= 0] }]
        && Output(model, BoxName) is not null && Output(model, ScoreName) is not null
        && Output(model, ClassName) is not null;

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Layout = TensorLayout.Nhwc,
        Deviation = Scalar.All(1),
        Fit = model.Inputs[0].Dimensions is [_, > 0, > 0, _] ? InputFit.Stretch : InputFit.Original,
        Stride = 1,
    };

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ModelSignature model = context.Model;
        ReadOnlySpan<float> boxes = outputs[Output(model, BoxName)!.Name].Floats;
        ReadOnlySpan<float> scores = outputs[Output(model, ScoreName)!.Name].Floats;
        ReadOnlySpan<float> classes = outputs[Output(model, ClassName)!.Name].Floats;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!(scores[i] >= context.Confidence)) continue;
            ReadOnlySpan<float> box = boxes.Slice(4 * i, 4);
            int classId = CocoIds.ToClass((long)classes[i], model);
            found.Add(context.FromImageFractions(new Candidate(box[1], box[0], box[3], box[2], scores[i], classId)));
        }
    }

    private static TensorSignature? Output(ModelSignature model, string name) =>
        model.Output(name) ?? model.Output($"{name}:0");
}
