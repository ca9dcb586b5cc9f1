using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// The layout of image tensors: planes of R, G and B, one below the other in one single-channel float Mat, in [0, 1].
/// </summary>
public static class RgbPlanes
{
    /// <summary>Planes per image.</summary>
    public const int Channels = 3;

    /// <summary>Writes an 8-bit BGR image as planes.</summary>
    /// <returns>A new CV_32FC1 Mat of three times the height.</returns>
    public static Mat FromImage(Mat image)
    {
        Mat planes = new(Channels * image.Height, image.Width, MatType.CV_32FC1);
        using Mat channel = new();
        for (int plane = 0; plane < Channels; plane++)
        {
            Cv2.ExtractChannel(image, channel, Channels - 1 - plane);
            using Mat target = Plane(planes, plane);
            channel.ConvertTo(target, MatType.CV_32FC1, 1 / 255.0);
        }
        return planes;
    }

    /// <summary>Rounds planes to an 8-bit BGR image; values outside [0, 1] saturate.</summary>
    /// <returns>A new CV_8UC3 Mat.</returns>
    public static Mat ToImage(Mat planes)
    {
        Mat image = new(planes.Height / Channels, planes.Width, MatType.CV_8UC3);
        using Mat channel = new();
        for (int plane = 0; plane < Channels; plane++)
        {
            using Mat source = Plane(planes, plane);
            source.ConvertTo(channel, MatType.CV_8UC1, 255);
            Cv2.InsertChannel(channel, image, Channels - 1 - plane);
        }
        return image;
    }

    private static Mat Plane(Mat planes, int index)
    {
        int height = planes.Height / Channels;
        return planes.RowRange(index * height, (index + 1) * height);
    }
}
