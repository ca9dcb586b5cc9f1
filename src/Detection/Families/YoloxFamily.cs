using System.Numerics.Tensors;
using DetectionSdk.Models;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// YOLOX as its own exporter writes it, without the option decode_in_inference. One output <c>[B, A, 5 + C]</c>: offset
/// x, y in cells, logarithm of width and height in cells, object score, one score per class, for each cell of grids of
/// the strides 8, 16, 32 (and 64 for P6), row after row. The files carry no metadata.
/// </summary>
public sealed class YoloxFamily : DetectorFamily
{
    private const int BoxColumns = 5;

    /// <inheritdoc/>
    public override string Name => "YOLOX";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs images Float [B, 3, H, W]; outputs output Float [B, A, 5 + C]"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) => IsYolox(model) && !IsDecoded(model);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => InputOf(model);

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) => ObjectnessRows.CountClasses(model.Outputs[0]);

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override AnswerLayout? Answer(ModelSignature model) =>
        ObjectnessRows.Layout(model.Outputs[0], boxInPixels: false) is { } layout
            ? layout with { Strides = StridesOf(model) }
            : null;

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor answer = outputs[0];
        (int cells, int columns) = (answer.Shape[0], answer.Shape[1]);
        if (LargestStride(context.InputSize, cells) is not { } largest || columns != BoxColumns + context.ClassCount)
            throw new ModelFormatException(
                $"the answer is [{cells}, {columns}] per image; expected one row per cell of {context.InputSize.Width} "
                + $"x {context.InputSize.Height} pixels and {BoxColumns + context.ClassCount} columns");
        ReadOnlySpan<float> rest = answer.Floats;
        for (int stride = 8; stride <= largest; stride *= 2)
        {
            int length = new CellGrid(context.InputSize, stride).Count * columns;
            ReadGrid(rest[..length], columns, stride, context, found);
            rest = rest[length..];
        }
    }

    /// <summary>Whether it is YOLOX, raw or decoded. Other networks of such grids call their input otherwise.</summary>
    internal static bool IsYolox(ModelSignature model) =>
        model.Inputs is
            [{ Name: "images", IsFloat: true, Dimensions: [_, 3, > 0 and var height, > 0 and var width] }]
        && model.Outputs is [{ IsFloat: true, Dimensions: [_, var cells, > BoxColumns] }]
        && !model.Metadata.ContainsKey(ModelMetadata.Names)
        && LargestStride(new Size(width, height), cells) is not null;

    /// <summary>Whether the graph turns the logarithms of the boxes' sides into pixels itself.</summary>
    internal static bool IsDecoded(ModelSignature model) => model.Operators.Contains("Exp");

    internal static InputSpec InputOf(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Colours = ColourOrder.Bgr,
        Deviation = Scalar.All(1),
        Fit = InputFit.LetterboxTopLeft,
        TruncatesSize = true,
    };

    private static void ReadGrid(
        ReadOnlySpan<float> rows, int columns, int stride, in DecodeContext context, ICollection<Candidate> found)
    {
        int width = new CellGrid(context.InputSize, stride).Width;
        for (int cell = 0; cell * columns < rows.Length; cell++)
        {
            ReadOnlySpan<float> row = rows.Slice(cell * columns, columns);
            if (!(row[4] >= context.Confidence)) continue;
            ReadOnlySpan<float> scores = row[BoxColumns..];
            int classId = TensorPrimitives.IndexOfMax(scores);
            found.Add(
                Candidate.FromCentre(
                    (row[0] + cell % width) * stride, (row[1] + cell / width) * stride, MathF.Exp(row[2]) * stride,
                    MathF.Exp(row[3]) * stride, row[4] * scores[classId], classId));
        }
    }

    private static int[] StridesOf(ModelSignature model)
    {
        IReadOnlyList<int> input = model.Inputs[0].Dimensions, answer = model.Outputs[0].Dimensions;
        return LargestStride(new Size(input[3], input[2]), answer[1]) == 64 ? [8, 16, 32, 64] : [8, 16, 32];
    }

    private static int? LargestStride(Size input, int cells) =>
        cells == CellGrid.CountAll(input, 8, 16, 32) ? 32
        : cells == CellGrid.CountAll(input, 8, 16, 32, 64) ? 64
        : null;
}
