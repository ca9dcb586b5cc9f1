using DetectionSdk.Families;
using OpenCvSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Annotated objects written into what the teacher says. An object goes to the places whose own boxes fit it best, as
/// many as these boxes overlap with it in sum (the dynamic k of SimOTA, Ge et al., arXiv 2107.08430): there the object
/// score becomes one, the score of its class the overlap, and the box the annotated one. Not thread-safe.
/// </summary>
/// <param name="layout">What the numbers of an answer are; boxes in pixels, or of grids with known strides.</param>
internal sealed class LabelledAnswer(AnswerLayout layout)
{
    private const int MostPlaces = 10;

    /// <summary>Changes an answer to one image.</summary>
    /// <param name="answer">(places, numbers), changed.</param>
    /// <param name="objects">Objects of this image.</param>
    /// <param name="side">Side of the square input in pixels.</param>
    public void Write(Tensor answer, IEnumerable<PlacedBox> objects, int side)
    {
        using IDisposable noGradient = no_grad();
        float[] numbers = answer.narrow(1, layout.Box, 4).contiguous().data<float>().ToArray();
        AnswerPlace[] places = [.. AnswerPlace.Of(layout, side, numbers.Length / 4)];
        Rect2d[] boxes = [.. places.Select((place, index) => place.ToPixels(numbers.AsSpan(index * 4, 4)))];
        foreach (PlacedBox item in objects)
            foreach ((int index, double overlap) in BestPlaces(boxes, item.Box))
                answer[index].copy_(tensor(Row(places[index], item, overlap, answer.shape[1])));
    }

    private static IEnumerable<(int Index, double Overlap)> BestPlaces(Rect2d[] boxes, Rect2d wanted)
    {
        (int Index, double Overlap)[] best =
        [
            .. boxes.Select((box, index) => (Index: index, Overlap: Overlap(box, wanted)))
                .Where(place => place.Overlap > 0)
                .OrderByDescending(place => place.Overlap)
                .Take(MostPlaces),
        ];
        int count = Math.Max(1, (int)Math.Round(best.Sum(place => place.Overlap)));
        return best.Take(count);
    }

    private static double Overlap(Rect2d one, Rect2d other)
    {
        Rect2d shared = one.Intersect(other);
        double both = shared.Width * shared.Height;
        return both <= 0 ? 0 : both / (one.Width * one.Height + other.Width * other.Height - both);
    }

    private float[] Row(AnswerPlace place, PlacedBox item, double overlap, long numbers)
    {
        float[] row = new float[numbers];
        place.FromPixels(item.Box).CopyTo(row, layout.Box);
        if (layout.Objectness is { } objectness) row[objectness] = 1;
        row[layout.Scores + item.ClassId] = (float)overlap;
        return row;
    }
}
