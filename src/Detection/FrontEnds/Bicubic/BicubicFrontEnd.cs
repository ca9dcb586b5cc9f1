using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Enlarges by cubic interpolation (OpenCV's, a = -0.75; MATLAB's and Pillow's a is -0.5): the front-end that costs
/// nothing to train. Images that would become larger than 64 x 1024 x 1024 pixels are refused.
/// </summary>
public sealed class BicubicFrontEnd : FrontEnd
{
    private const double LargestScale = 16;

    private readonly bool _fits;

    /// <param name="scale">Output pixels per input pixel and axis, in [1, 16]; the output size is rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of its range.</exception>
    public BicubicFrontEnd(double scale)
        : this(scale, fits: false)
    {
    }

    private BicubicFrontEnd(double scale, bool fits)
    {
        if (!(scale is >= 1 and <= LargestScale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be in [1, 16].");
        Scale = scale;
        _fits = fits;
    }

    /// <summary>
    /// Enlarges to the size that the context names, or as far as the detector's input takes, as a super-resolution
    /// network of any scale does; by the largest scale where it names neither.
    /// </summary>
    /// <param name="largestScale">No image grows by more to fit a detector, in [1, 16].</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of its range.</exception>
    public static BicubicFrontEnd FittingDetector(double largestScale = 4) => new(largestScale, fits: true);

    /// <summary>Output pixels per input pixel and axis; where it fits images into a detector, at most.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    protected override Mat Process(Mat image, FrontEndContext context)
    {
        Size target = _fits ? FitTo(image.Size(), context, Scale) : Scaled(image.Size(), Scale);
        RequireRoom(image.Size(), target, LargestOutput, "the limit");
        Mat enlarged = new();
        Cv2.Resize(image, enlarged, target, 0, 0, InterpolationFlags.Cubic);
        return enlarged;
    }
}
