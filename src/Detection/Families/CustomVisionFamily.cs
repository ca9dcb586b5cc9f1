using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// Exports of Azure Custom Vision. General (compact) S1: <c>detected_boxes [1, K, 4]</c> by their edges in fractions of
/// the image, <c>detected_classes [1, K]</c>, <c>detected_scores [1, K]</c>. General (compact): one output
/// <c>[1, 5 (5 + C), H, W]</c> with five anchors per cell of 32 pixels. Metadata say colours and range.
/// </summary>
public sealed class CustomVisionFamily : DetectorFamily
{
    private const int BoxNumbers = 5, Stride = 32;

    // width and height in cells
    private static readonly (float Width, float Height)[] Anchors =
        [(0.573f, 0.677f), (1.87f, 2.06f), (3.34f, 5.47f), (7.88f, 3.53f), (9.77f, 9.17f)];

    /// <inheritdoc/>
    public override string Name => "CustomVision";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs image_tensor Float [1, 3, H, W]; outputs detected_boxes Float [1, K, 4]; "
        + "detected_classes Int64 [1, K]; detected_scores Float [1, K]",
        "inputs data Float [B, 3, H, W]; outputs model_outputs0 Float [B, 5 (5 + C), H / 32, W / 32]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [_, 3, var height, var width] }]
        && (IsFinished(model) || HasCells(model, height, width));

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Colours = Says(model, "Image.BitmapPixelFormat", "Bgr8") ? ColourOrder.Bgr : ColourOrder.Rgb,
        Deviation = Scalar.All(Says(model, "Image.NominalPixelRange", "NominalRange_0_255") ? 1 : 255),
        Fit = InputFit.Stretch,
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        IsFinished(model) ? null : model.Outputs[0].Dimensions[1] / Anchors.Length - BoxNumbers;

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) =>
        !IsFinished(context.Model);

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        if (IsFinished(context.Model)) ReadFinished(outputs, context, found);
        else ReadCells(outputs[0], context, found);
    }

    private static bool IsFinished(ModelSignature model) =>
        model.Output("detected_boxes") is not null && model.Output("detected_classes") is not null
        && model.Output("detected_scores") is not null;

    private static bool HasCells(ModelSignature model, int height, int width) =>
        model.Outputs is [{ IsFloat: true, Dimensions: [_, var numbers, var rows, var columns] }]
        && numbers % Anchors.Length == 0 && numbers / Anchors.Length > BoxNumbers
        && (rows <= 0 || rows * Stride == height) && (columns <= 0 || columns * Stride == width);

    private static bool Says(ModelSignature model, string key, string value) =>
        model.Metadata.TryGetValue(key, out string? text) && text == value;

    private static void ReadFinished(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ReadOnlySpan<float> boxes = outputs["detected_boxes"].Floats, scores = outputs["detected_scores"].Floats;
        ReadOnlySpan<long> classes = outputs["detected_classes"].Integers;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= context.Confidence)
                found.Add(context.FromImageFractions(Candidate.FromEdges(boxes[(4 * i)..], scores[i], classes[i])));
        }
    }

    private static void ReadCells(OutputTensor answer, in DecodeContext context, ICollection<Candidate> found)
    {
        int rows = answer.Shape[1], columns = answer.Shape[2], cells = rows * columns;
        float[] numbers = new float[BoxNumbers + context.ClassCount];
        for (int i = 0; i < Anchors.Length * cells; i++)
        {
            (int anchor, int cell) = (i / cells, i % cells);
            for (int n = 0; n < numbers.Length; n++)
                numbers[n] = answer.Floats[(anchor * numbers.Length + n) * cells + cell];
            Softmax.Apply(numbers.AsSpan(BoxNumbers));
            int classId = TensorPrimitives.IndexOfMax<float>(numbers.AsSpan(BoxNumbers));
            float score = QueryScores.Sigmoid(numbers[4]) * numbers[BoxNumbers + classId];
            if (!(score >= context.Confidence)) continue;
            Candidate box = Candidate.FromCentre(
                (numbers[0] + cell % columns) / columns, (numbers[1] + cell / columns) / rows,
                MathF.Exp(numbers[2]) * Anchors[anchor].Width / columns,
                MathF.Exp(numbers[3]) * Anchors[anchor].Height / rows, score, classId);
            found.Add(context.FromImageFractions(box));
        }
    }
}
