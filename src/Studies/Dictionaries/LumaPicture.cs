using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>A picture whose luma is worked on while its colours stay. Floating point, luma in 8-bit levels.</summary>
internal sealed class LumaPicture : IDisposable
{
    private const double Levels = 255;

    private readonly Mat _colours; // CV_32FC3 Y Cr Cb in [0, 1]

    private LumaPicture(Mat picture)
    {
        _colours = picture.CvtColor(ColorConversionCodes.BGR2YCrCb);
        using Mat luma = _colours.ExtractChannel(0);
        Luma = new Mat();
        luma.ConvertTo(Luma, MatType.CV_32FC1, Levels);
    }

    /// <summary>CV_32FC1.</summary>
    public Mat Luma { get; }

    /// <summary>Takes an 8-bit BGR picture as it is.</summary>
    public static LumaPicture Of(Mat picture)
    {
        using Mat exact = new();
        picture.ConvertTo(exact, MatType.CV_32FC3, 1 / Levels);
        return new LumaPicture(exact);
    }

    /// <summary>Enlarges an 8-bit BGR picture by cubic convolution, without rounding.</summary>
    public static LumaPicture Enlarge(Mat picture, int scale)
    {
        ResizeStep enlarge = new(picture.Width * scale, picture.Height * scale, ResizeMethod.AntialiasedBicubic);
        using Mat enlarged = new DegradationPlan(picture.Size(), [enlarge]).ApplyFloat(picture);
        return new LumaPicture(enlarged);
    }

    /// <summary>The picture with something added to its luma, a new 8-bit BGR Mat.</summary>
    public Mat Add(Mat details)
    {
        using Mat luma = new(), changed = _colours.Clone();
        Cv2.AddWeighted(Luma, 1 / Levels, details, 1 / Levels, 0, luma);
        Cv2.InsertChannel(luma, changed, 0);
        return Round(changed);
    }

    /// <summary>The picture itself, a new 8-bit BGR Mat.</summary>
    public Mat ToPicture() => Round(_colours);

    public void Dispose()
    {
        _colours.Dispose();
        Luma.Dispose();
    }

    private static Mat Round(Mat colours)
    {
        using Mat exact = colours.CvtColor(ColorConversionCodes.YCrCb2BGR);
        Mat rounded = new();
        exact.ConvertTo(rounded, MatType.CV_8UC3, Levels);
        return rounded;
    }

}
