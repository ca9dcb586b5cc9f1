using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Runs another front-end on poor images only; good ones pass unchanged and uncopied. Disposes the other with itself.
/// </summary>
/// <param name="inner">The front-end for poor images.</param>
/// <param name="gate">Tells which images are poor.</param>
public sealed class GatedFrontEnd(FrontEnd inner, QualityGate gate) : FrontEnd
{
    private readonly FrontEnd _inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <summary>Tells which images are poor.</summary>
    public QualityGate Gate { get; } = gate ?? throw new ArgumentNullException(nameof(gate));

    /// <inheritdoc/>
    protected override Mat Process(Mat image, Size? detectorInput)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!Gate.Enhances(QualityEstimate.Of(image))) return image.SubMat(0, image.Height, 0, image.Width);
        return detectorInput is { } input ? _inner.Enhance(image, input) : _inner.Upscale(image);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _inner.Dispose();
    }
}
