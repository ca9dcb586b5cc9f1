using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// NanoDet-Plus: one output <c>[B, N, C + 32]</c>, one score per class, then the distribution of each edge over eight
/// distances, for each cell of the strides 8, 16, 32, 64. A box is measured from the cell's top left corner.
/// </summary>
public sealed class NanoDetFamily : DetectorFamily
{
    private const int LargestStride = 64;

    /// <inheritdoc/>
    public override string Name => "NanoDet-Plus";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
        ["inputs data Float [B, 3, H, W]; outputs output Float [B, N, C + 32]"];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        model.Inputs is [{ Name: "data", IsFloat: true, Dimensions: [_, 3, var height, var width] }]
        && model.Outputs is [{ IsFloat: true, Dimensions: [_, var cells, > BoxDistribution.Length] }]
        && cells == CellGrid.CountAll(new Size(width, height), 8, 16, 32, LargestStride);

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(model.Inputs[0].Name)
    {
        Colours = ColourOrder.Bgr,
        Mean = new Scalar(103.53, 116.28, 123.675),
        Deviation = new Scalar(57.375, 57.12, 58.395),
        Fit = InputFit.Stretch,
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        model.Outputs[0].Dimensions[2] - BoxDistribution.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        OutputTensor answer = outputs[0];
        int columns = context.ClassCount + BoxDistribution.Length;
        if (answer.Shape[1] != columns)
            throw new ModelFormatException(
                $"the answer is [{answer.Shape[0]}, {answer.Shape[1]}] per image; expected [N, {columns}]");
        ReadOnlySpan<float> rest = answer.Floats;
        for (int stride = 8; stride <= LargestStride; stride *= 2)
        {
            CellGrid grid = new(context.InputSize, stride);
            ReadGrid(rest[..(grid.Count * columns)], grid.Width, stride, context, found);
            rest = rest[(grid.Count * columns)..];
        }
    }

    private static void ReadGrid(
        ReadOnlySpan<float> rows, int width, int stride, in DecodeContext context, ICollection<Candidate> found)
    {
        int classes = context.ClassCount, columns = classes + BoxDistribution.Length;
        for (int cell = 0; cell * columns < rows.Length; cell++)
        {
            ReadOnlySpan<float> row = rows.Slice(cell * columns, columns);
            int classId = TensorPrimitives.IndexOfMax(row[..classes]);
            if (!(row[classId] >= context.Confidence)) continue;
            found.Add(
                BoxDistribution.Read(
                    row[classes..], cell % width * stride, cell / width * stride, stride, row[classId], classId));
        }
    }
}
