using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Blends something over the image, as far as a CV_32FC1 mask in [0, 1] says.</summary>
internal static class Blending
{
    /// <summary>Blends towards one grey.</summary>
    public static void TowardsGrey(Workspace work, double level, Mat mask)
    {
        Mat change = work.Scratch();
        work.Image.ConvertTo(change, MatType.CV_32FC3, -1, level);
        Add(work.Image, change, mask);
    }

    /// <summary>Blends towards the image plus a change, which is overwritten.</summary>
    public static void Add(Mat image, Mat change, Mat mask)
    {
        using Mat all = new();
        Cv2.CvtColor(mask, all, ColorConversionCodes.GRAY2BGR);
        Cv2.Multiply(change, all, change);
        Cv2.Add(image, change, image);
    }
}
