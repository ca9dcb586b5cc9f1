using System.Numerics.Tensors;

namespace DetectionSdk.Families;

/// <summary>
/// Rows of an answer <c>[B, N, 5 + C]</c>: four numbers of the box, the score of an object, one score per class.
/// </summary>
internal static class ObjectnessRows
{
    private const int BoxColumns = 5, Objectness = 4;

    /// <summary>Number of classes that the graph states; null where it leaves it open.</summary>
    public static int? CountClasses(TensorSignature output) =>
        output.Dimensions[2] > BoxColumns ? output.Dimensions[2] - BoxColumns : null;

    /// <summary>What the numbers are, for training; null where the graph leaves the number of classes open.</summary>
    public static AnswerLayout? Layout(TensorSignature output, bool boxInPixels) => CountClasses(output) is { } classes
        ? new AnswerLayout(Output: 0, PlacesFirst: true, BoxColumns, classes)
        {
            Objectness = Objectness,
            BoxInPixels = boxInPixels,
        }
        : null;

    /// <summary>Reads rows whose boxes are centre x, centre y, width and height in input pixels.</summary>
    /// <exception cref="ModelFormatException">The rows have another length.</exception>
    public static void Read(OutputTensor answer, in DecodeContext context, ICollection<Candidate> found)
    {
        int columns = answer.Shape[1];
        if (columns != BoxColumns + context.ClassCount)
            throw new ModelFormatException(
                $"the answer is [{answer.Shape[0]}, {columns}] per image; expected "
                + $"[N, {BoxColumns + context.ClassCount}] for {context.ClassCount} class names");
        for (ReadOnlySpan<float> rows = answer.Floats; rows.Length > 0; rows = rows[columns..])
        {
            if (!(rows[Objectness] >= context.Confidence)) continue;
            ReadOnlySpan<float> scores = rows[BoxColumns..columns];
            int classId = TensorPrimitives.IndexOfMax(scores);
            found.Add(
                Candidate.FromCentre(
                    rows[0], rows[1], rows[2], rows[3], rows[Objectness] * scores[classId], classId));
        }
    }
}
