using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Between stored pixels (CV_8UC3, 0 .. 255) and working pixels (CV_32FC3, 0 .. 1).</summary>
internal static class PixelFormat
{
    /// <summary>Writes into an image of the same size.</summary>
    public static void ToFloat(Mat pixels, Mat image) => pixels.ConvertTo(image, MatType.CV_32FC3, 1.0 / 255);

    /// <summary>Clips and rounds, ties to even. The caller owns the result.</summary>
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
