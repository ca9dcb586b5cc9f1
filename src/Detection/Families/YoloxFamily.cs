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
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ IsFloat: true, Dimensions: [_, 3, > 0 and var height, > 0 and var width] }]
        && model.Outputs is [{ IsFloat: true, Dimensions: [_, var cells, > BoxColumns] }]
        && !model.Metadata.ContainsKey(ModelMetadata.Names)
        && LargestStride(new Size(width, height), cells) is not null;

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Colours = ColourOrder.Bgr,
        Deviation = Scalar.All(1),
        Fit = InputFit.LetterboxTopLeft,
        TruncatesSize = true,
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) => model.Outputs[0].Dimensions[2] - BoxColumns;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) =>
        ClassCount(model) == CocoClasses.Names.Count ? CocoClasses.Names : null;

    /// <inheritdoc/>
    public override AnswerLayout? Answer(ModelSignature model) =>
        new(Output: 0, PlacesFirst: true, BoxColumns, model.Outputs[0].Dimensions[2] - BoxColumns)
        {
            Objectness = BoxColumns - 1,
            Strides = StridesOf(model),
        };

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
            int length = Cells(context.InputSize, stride) * columns;
            ReadGrid(rest[..length], columns, stride, context, found);
            rest = rest[length..];
        }
    }

    private static void ReadGrid(
        ReadOnlySpan<float> grid, int columns, int stride, in DecodeContext context, ICollection<Candidate> found)
    {
        int width = context.InputSize.Width / stride;
        for (int cell = 0; cell * columns < grid.Length; cell++)
        {
            ReadOnlySpan<float> row = grid.Slice(cell * columns, columns);
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

    private static int? LargestStride(Size input, int cells)
    {
        int sum = Cells(input, 8) + Cells(input, 16) + Cells(input, 32);
        return cells == sum ? 32 : cells == sum + Cells(input, 64) ? 64 : null;
    }

    private static int Cells(Size input, int stride) => input.Width / stride * (input.Height / stride);
}
