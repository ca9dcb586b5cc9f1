using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Enlarges by cubic interpolation (OpenCV's, a = -0.75): what every super-resolution network is measured against.</summary>
public sealed class BicubicFrontEnd : FrontEnd
{
    /// <param name="scale">Output pixels per input pixel and axis, in [1, 16]; the output size is rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of its range.</exception>
    public BicubicFrontEnd(double scale)
    {
        if (!(scale is >= 1 and <= 16)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be in [1, 16].");
        Scale = scale;
    }

    /// <summary>Output pixels per input pixel and axis.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    protected override Mat Process(Mat image, Size? detectorInput)
    {
        ArgumentNullException.ThrowIfNull(image);
        Mat enlarged = new();
        Cv2.Resize(image, enlarged, new Size(Math.Round(image.Width * Scale), Math.Round(image.Height * Scale)), 0, 0, InterpolationFlags.Cubic);
        return enlarged;
    }
}
