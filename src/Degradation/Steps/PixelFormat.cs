using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Between stored pixels (CV_8UC3, 0 .. 255) and working pixels (CV_32FC3, 0 .. 1). The caller owns the results.</summary>
internal static class PixelFormat
{
    public static Mat ToFloat(Mat pixels)
    {
        Mat image = new();
        pixels.ConvertTo(image, MatType.CV_32FC3, 1.0 / 255);
        return image;
    }

    public static Mat ToBytes(Mat image)
    {
        Mat pixels = new();
        image.ConvertTo(pixels, MatType.CV_8UC3, 255);
        return pixels;
    }

    /// <summary>To [0, 1], in place.</summary>
    public static void Clip(Mat image)
    {
        Cv2.Max(image, 0, image);
        Cv2.Min(image, 1, image);
    }
}
