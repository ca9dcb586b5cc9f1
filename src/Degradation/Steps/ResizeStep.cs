using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Resamples the image to a size. Coordinates scale by new side / old side, in x and y apart.</summary>
/// <param name="Width">New width, pixels.</param>
/// <param name="Height">New height, pixels.</param>
/// <param name="Method">Resampling method.</param>
public sealed record ResizeStep(
    [property: ParameterRange(1, 65500, Unit = "px")] int Width,
    [property: ParameterRange(1, 65500, Unit = "px")] int Height,
    ResizeMethod Method) : DegradationStep
{
    /// <inheritdoc/>
    public override Size OutputSize(Size inputSize) => new(Width, Height);

    /// <summary>Both sides times a factor, rounded to the nearest pixel, halves up.</summary>
    /// <exception cref="DegradationException">A side would be shorter than one pixel.</exception>
    internal static Size ScaledSize(Size size, double factor)
    {
        if (Math.Min(size.Width, size.Height) * factor < 1)
            throw new DegradationException(
                $"Scaling an image of {size.Width} x {size.Height} px by {factor:0.####} leaves less than one "
                + "pixel; expected at least 1 x 1.");
        return new((int)Math.Floor(size.Width * factor + 0.5), (int)Math.Floor(size.Height * factor + 0.5));
    }

    /// <inheritdoc/>
    protected override FormattableString Label => $"{Width} x {Height} {Method}";

    internal override void Apply(Workspace work)
    {
        Size size = new(Width, Height);
        if (work.Size == size) return;
        if (Method is ResizeMethod.AntialiasedBilinear or ResizeMethod.AntialiasedBicubic)
            work.Replace(size, resized => AntialiasedResize.Apply(work.Image, resized, Method));
        else
            work.Replace(size, resized => Cv2.Resize(work.Image, resized, size, interpolation: Interpolation));
    }

    private InterpolationFlags Interpolation => Method switch
    {
        ResizeMethod.Nearest => InterpolationFlags.Nearest,
        ResizeMethod.Bilinear => InterpolationFlags.Linear,
        ResizeMethod.Bicubic => InterpolationFlags.Cubic,
        _ => InterpolationFlags.Area,
    };
}
