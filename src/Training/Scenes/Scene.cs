using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>A rendered image with its objects. Owns the image.</summary>
public sealed class Scene : IDisposable
{
    internal Scene(Mat image, IReadOnlyList<Annotation> annotations)
    {
        Image = image;
        Annotations = annotations;
    }

    /// <summary>The picture, 8-bit BGR.</summary>
    public Mat Image { get; }

    /// <summary>
    /// One box per object: the smallest that holds its visible pixels, in whole pixels. Class ids index
    /// <see cref="SceneRenderer.ClassNames"/>.
    /// </summary>
    public IReadOnlyList<Annotation> Annotations { get; }

    /// <summary>Frees the image.</summary>
    public void Dispose() => Image.Dispose();
}
