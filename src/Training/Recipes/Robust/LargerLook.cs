using System.Collections.Concurrent;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// What the detector finds on a whole photograph that it sees larger than its student will, upright and mirrored: the
/// objects on which both looks agree, with their mean box and score. Each photograph is looked at once. Thread-safe.
/// </summary>
/// <param name="detector">The detector, with an input of the larger size; disposed with this.</param>
internal sealed class LargerLook(Detector detector) : IDisposable
{
    // Intersection over union from which on two boxes are of one object.
    private const double SameObject = 0.5;
    private const float LeastScore = 0.3f;

    private readonly ConcurrentDictionary<string, IReadOnlyList<DetectedObject>> _found = new();

    /// <param name="path">The detector's file.</param>
    /// <param name="side">Longer side of photographs for this look, in pixels.</param>
    /// <exception cref="ModelExportException">It holds constants of one size, which is another.</exception>
    public static LargerLook Load(string path, int side)
    {
        using Detector own = Detector.Load(path, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        OnnxModel model = OnnxModel.Load(path);
        if (own.Model.InputSize is { } fixedSize && fixedSize != new Size(side, side))
            OnnxExporter.FreeSize(model, path);
        return new LargerLook(Detector.Load(model.ToBytes(), new DetectorOptions
        {
            Confidence = LeastScore,
            InputSize = new Size(side, side),
            ScaleUp = true,
            Family = own.Model.Family,
            ClassNames = own.Model.ClassNames,
            Stride = own.Model.Stride,
            Provider = ExecutionProvider.Cpu,
            Threads = 1,
            Spinning = false,
        }));
    }

    /// <summary>The objects of a photograph that nobody annotated, in its pixels.</summary>
    public IEnumerable<DetectedObject> At(AnnotatedImage photograph, Mat image) =>
        _found.GetOrAdd(photograph.Path, _ => Agreed(image))
            .Where(found => !photograph.Annotations.Any(known => AreOne(known.Box, found.Box)));

    public void Dispose() => detector.Dispose();

    private List<DetectedObject> Agreed(Mat image)
    {
        using Mat mirrored = image.Flip(FlipMode.Y);
        List<DetectedObject> others =
        [
            .. detector.Detect(mirrored).Objects.Select(
                found => found with { Box = found.Box with { X = image.Width - found.Box.X - found.Box.Width } }),
        ];
        List<DetectedObject> agreed = [];
        foreach (DetectedObject found in detector.Detect(image).Objects)
        {
            int same = others.FindIndex(other => other.ClassId == found.ClassId && AreOne(other.Box, found.Box));
            if (same < 0) continue;
            agreed.Add(Mean(found, others[same]));
            others.RemoveAt(same);
        }
        return agreed;
    }

    private static DetectedObject Mean(DetectedObject one, DetectedObject other) => one with
    {
        Score = (one.Score + other.Score) / 2,
        Box = new Rect2d(
            (one.Box.X + other.Box.X) / 2, (one.Box.Y + other.Box.Y) / 2, (one.Box.Width + other.Box.Width) / 2,
            (one.Box.Height + other.Box.Height) / 2),
    };

    private static bool AreOne(Rect2d one, Rect2d other)
    {
        Rect2d both = one.Intersect(other);
        double shared = Math.Max(0, both.Width) * Math.Max(0, both.Height);
        return shared >= SameObject * (one.Width * one.Height + other.Width * other.Height - shared);
    }
}
