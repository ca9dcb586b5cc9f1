using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>The luma of pictures as measures of quality take it.</summary>
internal static class LumaPlane
{
    /// <summary><see cref="ImageQuality.ToLuma"/> as a new CV_64FC1 Mat.</summary>
    public static Mat Of(Mat picture)
    {
        using Mat luma = ImageQuality.ToLuma(picture);
        Mat exact = new();
        luma.ConvertTo(exact, MatType.CV_64F);
        return exact;
    }

    public static void RequireEqualSize(Mat reference, Mat picture)
    {
        if (reference.Size() != picture.Size())
            throw new ArgumentException(
                $"The pictures are {reference.Width} x {reference.Height} and {picture.Width} x {picture.Height} "
                + "pixels; expected equal sizes.", nameof(picture));
    }
}
