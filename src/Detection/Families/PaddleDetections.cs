namespace DetectionSdk.Families;

/// <summary>
/// What PaddleDetection's exports share: inputs that tell the network how the image was scaled, and finished detections
/// <c>[K, 6]</c>, class, score and edges in pixels of the image, of all images of a batch, with a number for each.
/// </summary>
internal static class PaddleDetections
{
    public const string ImageName = "image", ScaleName = "scale_factor", ShapeName = "im_shape";

    private const int Columns = 6;

    /// <summary>Whether the inputs are those of an export.</summary>
    public static bool HasInputs(ModelSignature model) =>
        model.Input(ImageName) is { IsFloat: true, Rank: 4 }
        && model.Inputs.All(input => input.Name is ImageName or ScaleName or ShapeName);

    /// <summary>Whether the outputs are finished detections and their numbers.</summary>
    public static bool AreFinished(ModelSignature model) =>
        model.Outputs is [{ IsFloat: true, Dimensions: [_, Columns or <= 0] }, { IsFloat: false, Rank: 1 }, ..];

    /// <summary>What the network wants beside the image; all rows first: height before width.</summary>
    public static IReadOnlyList<ExtraInput> ExtrasOf(ModelSignature model) =>
    [
        .. ((ExtraInput[])
        [
            new(ScaleName, placement => [placement.ScaleY, placement.ScaleX]),
            new(ShapeName, placement => [placement.Input.Height, placement.Input.Width]),
        ]).Where(extra => model.Input(extra.Name) is not null)
    ];

    /// <summary>Reads the finished detections of one image.</summary>
    public static void Read(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ReadOnlySpan<float> rows = outputs.Whole(0).Floats;
        ReadOnlySpan<long> counts = outputs.Whole(1).Integers;
        long first = 0;
        foreach (long count in counts[..outputs.Image]) first += count;
        for (long row = first; row < first + counts[outputs.Image]; row++)
        {
            ReadOnlySpan<float> numbers = rows.Slice((int)row * Columns, Columns);
            if (numbers[1] >= context.Confidence)
                found.Add(context.FromImage(Candidate.FromEdges(numbers[2..], numbers[1], (long)numbers[0])));
        }
    }
}
