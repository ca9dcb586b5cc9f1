using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// An image on its way into the network: the caller's own pixels, or what the front-end made of them.
/// </summary>
internal readonly struct LaneImage : IDisposable
{
    private readonly Mat? _enhanced;

    private LaneImage(Mat pixels, Size? source, Mat? enhanced, TimeSpan frontEnd)
    {
        Pixels = pixels;
        Source = source;
        FrontEnd = frontEnd;
        _enhanced = enhanced;
    }

    /// <summary>What the network sees. Valid until this is disposed.</summary>
    public Mat Pixels { get; }

    /// <summary>
    /// Size of the caller's image, in whose pixels boxes come back, where a front-end may have changed it; null
    /// otherwise.
    /// </summary>
    public Size? Source { get; }

    /// <summary>Time that the front-end took.</summary>
    public TimeSpan FrontEnd { get; }

    /// <summary>An image as it is.</summary>
    /// <param name="image">The image; must live as long as this.</param>
    public static LaneImage From(Mat image) => new(image, null, null, TimeSpan.Zero);

    /// <summary>What a front-end makes of an image.</summary>
    /// <param name="image">The caller's image; must live as long as this.</param>
    /// <param name="frontEnd">Null: the network sees the image as it is.</param>
    /// <param name="detectorInput">Size that the detector fits images into.</param>
    /// <param name="frame">Number of the frame in its stream; null for images that are none.</param>
    public static LaneImage From(Mat image, FrontEnd? frontEnd, Size detectorInput, long? frame = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (frontEnd is null) return new LaneImage(image, null, null, TimeSpan.Zero);

        long start = Stopwatch.GetTimestamp();
        Mat enhanced = frontEnd.Enhance(image, new FrontEndContext(DetectorInput: detectorInput, Frame: frame));
        return new LaneImage(enhanced, image.Size(), enhanced, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose() => _enhanced?.Dispose();
}
