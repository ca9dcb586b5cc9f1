using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Front-end and detector one after the other, as the detector itself does it, with a look at the image between them.
/// </summary>
internal static class EnhancedSearch
{
    public static (DetectionResult Result, Similarity? Similarity) Run(
        FrontEnd frontEnd, Detector detector, Mat image, Mat original)
    {
        long start = Stopwatch.GetTimestamp();
        using Mat enhanced = frontEnd.Enhance(image, new FrontEndContext(DetectorInput: detector.Model.InputSize));
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        DetectionResult found = detector.Detect(enhanced).ScaleTo(image.Size());
        return (
            new DetectionResult(found.ImageSize, found.Objects, found.Timings with { FrontEnd = time }),
            Similarity.Measure(original, enhanced));
    }
}
