using Microsoft.Extensions.Logging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Finds objects in images with an ONNX model. One instance serves any number of threads.</summary>
public sealed class Detector : IDisposable
{
    /// <summary>Class names of the model, by class index.</summary>
    public IReadOnlyList<string> ClassNames => throw new NotSupportedException();

    /// <summary>Opens a model file.</summary>
    public static Detector Load(string modelPath, DetectorOptions? options = null, ILogger? logger = null) => throw new NotSupportedException();

    /// <summary>Finds the objects in an image. The image is not changed.</summary>
    public DetectionResult Detect(Mat image) => throw new NotSupportedException();

    /// <summary>Finds the objects in an image file. EXIF orientation is honoured.</summary>
    public DetectionResult Detect(string imagePath) => throw new NotSupportedException();

    /// <summary>Finds the objects in several images.</summary>
    public IReadOnlyList<DetectionResult> DetectBatch(IReadOnlyList<Mat> images) => throw new NotSupportedException();

    /// <summary>Releases the model.</summary>
    public void Dispose() { }
}
