using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>Enlarges by one chosen scale with a model of any scale. Disposes it with itself.</summary>
internal sealed class ScaledFrontEnd : FrontEnd
{
    private readonly SuperResolver _resolver;
    private readonly double _scale;

    /// <exception cref="UsageException">The model has a scale of its own, or does not go to this one.</exception>
    public ScaledFrontEnd(SuperResolver resolver, double scale)
    {
        if (resolver.Model.Scale is { } own)
            throw new UsageException(
                $"--scale is for models of any scale; '{resolver.Model.Path}' enlarges by {own}.");
        if (!(scale >= 1 && scale <= resolver.Model.MaximumScale))
            throw new UsageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--scale is {scale}; '{resolver.Model.Path}' enlarges by 1 to {resolver.Model.MaximumScale}."));
        _resolver = resolver;
        _scale = scale;
    }

    protected override Mat Process(Mat image, Size? detectorInput) =>
        _resolver.Upscale(image, new Size(Math.Round(image.Width * _scale), Math.Round(image.Height * _scale)));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _resolver.Dispose();
    }
}
