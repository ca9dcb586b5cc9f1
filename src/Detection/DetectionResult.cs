using OpenCvSharp;

namespace DetectionSdk;

/// <summary>What a <see cref="Detector"/> found in one image. Owns its data: it stays valid after later calls and after the detector is disposed.</summary>
public sealed class DetectionResult
{
    /// <summary>Creates a result, for example to draw or export objects of another source.</summary>
    /// <param name="imageSize">Size of the image in pixels.</param>
    /// <param name="objects">Objects, best score first.</param>
    /// <param name="timings">Time per stage.</param>
    public DetectionResult(Size imageSize, IReadOnlyList<DetectedObject> objects, StageTimings timings = default)
    {
        ImageSize = imageSize;
        Objects = objects;
        Timings = timings;
    }

    /// <summary>Size in pixels of the image that was searched, after its EXIF orientation was applied.</summary>
    public Size ImageSize { get; }

    /// <summary>The objects, best score first.</summary>
    public IReadOnlyList<DetectedObject> Objects { get; }

    /// <summary>Time per stage.</summary>
    public StageTimings Timings { get; }
}
