using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Runs another front-end on poor images only; good ones pass unchanged and uncopied.</summary>
/// <param name="inner">The front-end for poor images; disposed with this one.</param>
/// <param name="gate">Tells which images are poor.</param>
/// <param name="leaveOpen">Whether <paramref name="inner"/> stays the caller's to dispose.</param>
public sealed class GatedFrontEnd(FrontEnd inner, QualityGate gate, bool leaveOpen = false) : FrontEnd
{
    private readonly FrontEnd _inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <summary>Tells which images are poor.</summary>
    public QualityGate Gate { get; } = gate ?? throw new ArgumentNullException(nameof(gate));

    /// <inheritdoc/>
    protected override Mat Process(Mat image, FrontEndContext context) =>
        Gate.Enhances(QualityEstimate.Of(image)) ? _inner.Enhance(image, context) : image;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && !leaveOpen) _inner.Dispose();
    }
}
