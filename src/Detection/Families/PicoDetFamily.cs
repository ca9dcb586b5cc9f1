using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// PicoDet as PaddleDetection exports it. Without post-processing: four outputs <c>[B, N, C]</c>, one score per class
/// for each cell of the strides 8, 16, 32, 64, then four outputs <c>[B, N, 32]</c>, the distribution of each edge over
/// eight distances from the cell's centre. With it: finished detections, and the graph is also that of
/// <see cref="PpYoloeFamily"/>, whose colours are normalised otherwise.
/// </summary>
public sealed class PicoDetFamily : DetectorFamily
{
    private const int Levels = 4;

    /// <inheritdoc/>
    public override string Name => "PicoDet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Graphs =>
    [
        "inputs image Float [B, 3, H, W]; outputs four Float [B, N, C]; four Float [B, N, 32]",
        "inputs image Float [B, 3, H, W]; scale_factor Float [B, 2]; outputs bbox Float [K, 6]; bbox_num Int32 [B]",
    ];

    /// <inheritdoc/>
    public override bool Matches(ModelSignature model) =>
        PaddleDetections.HasInputs(model)
        && (HasLevels(model)
            || (PaddleDetections.AreFinished(model) && model.Input(PaddleDetections.ShapeName) is null));

    /// <inheritdoc/>
    public override InputSpec Input(ModelSignature model) => new(PaddleDetections.ImageName)
    {
        Mean = ImageNet.Mean,
        Deviation = ImageNet.Deviation,
        Fit = InputFit.Stretch,
        Interpolation = InterpolationFlags.Cubic,
        ExtraInputs = PaddleDetections.ExtrasOf(model),
    };

    /// <inheritdoc/>
    public override int? ClassCount(ModelSignature model) =>
        HasLevels(model) && model.Outputs[0].Dimensions[2] is > 0 and var classes ? classes : null;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ClassNames(ModelSignature model) => CocoIds.NamesFor(ClassCount(model));

    /// <inheritdoc/>
    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) =>
        HasLevels(context.Model);

    /// <inheritdoc/>
    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        if (!HasLevels(context.Model))
        {
            PaddleDetections.Read(outputs, context, found);
            return;
        }
        for (int level = 0; level < Levels; level++)
            ReadLevel(outputs[level], outputs[Levels + level].Floats, 8 << level, context, found);
    }

    private static bool HasLevels(ModelSignature model) =>
        model.Outputs.Count == 2 * Levels
        && model.Outputs.All(output => output is { IsFloat: true, Rank: 3 })
        && model.Outputs.Skip(Levels).All(output => output.Dimensions[2] is BoxDistribution.Length or <= 0);

    private static void ReadLevel(
        OutputTensor scores, ReadOnlySpan<float> boxes, int stride, in DecodeContext context,
        ICollection<Candidate> found)
    {
        int classes = scores.Shape[1], width = new CellGrid(context.InputSize, stride).Width;
        for (int cell = 0; cell < scores.Shape[0]; cell++)
        {
            ReadOnlySpan<float> row = scores.Floats.Slice(cell * classes, classes);
            int classId = TensorPrimitives.IndexOfMax(row);
            if (!(row[classId] >= context.Confidence)) continue;
            found.Add(
                BoxDistribution.Read(
                    boxes.Slice(cell * BoxDistribution.Length, BoxDistribution.Length), (cell % width + 0.5f) * stride,
                    (cell / width + 0.5f) * stride, stride, row[classId], classId));
        }
    }
}
