using DetectionSdk.Families;
using OpenCvSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Objects written into what the teacher says. An object goes to the places whose own boxes fit it best, as many as
/// these boxes overlap with it in sum (the dynamic k of SimOTA, Ge et al., arXiv 2107.08430). Of an annotated object
/// the object score becomes one there, the score of its class the overlap, and the box the annotated one. An object
/// that was found with a score takes only places that the teacher is less sure of, at that score. Not thread-safe.
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
        float[] numbers = answer.narrow(1, layout.Box, 4).contiguous().cpu().data<float>().ToArray();
        AnswerPlace[] places = [.. AnswerPlace.Of(layout, side, numbers.Length / 4)];
        Rect2d[] boxes = [.. places.Select((place, index) => place.ToPixels(numbers.AsSpan(index * 4, 4)))];
        foreach (PlacedBox item in objects)
            foreach ((int index, double overlap) in BestPlaces(boxes, item.Box))
                if (item.Score is null || item.Score > Sureness(answer[index]))
                    answer[index].copy_(tensor(Row(places[index], item, overlap, answer.shape[1])));
    }

    /// <summary>How sure an answer is of any object at a place.</summary>
    private float Sureness(Tensor place)
    {
        float best = place.narrow(0, layout.Scores, layout.Classes).max().item<float>();
        return layout.Objectness is { } index ? best * place[index].item<float>() : best;
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
        float score = item.Score ?? (float)overlap;
        if (layout.Objectness is { } objectness) row[objectness] = item.Score is null ? 1 : score = MathF.Sqrt(score);
        row[layout.Scores + item.ClassId] = score;
        return row;
    }
}
