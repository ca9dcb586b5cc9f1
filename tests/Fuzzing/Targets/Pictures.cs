using OpenCvSharp;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Small files of sound pictures.</summary>
internal static class Pictures
{
    public static byte[] Png { get; } = Encode(".png");

    /// <summary>16 x 12 pixels in the formats that OpenCV writes.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
        [Encode(".jpg"), Png, Encode(".bmp"), Encode(".tiff"), Encode(".webp")];

    private static byte[] Encode(string extension)
    {
        using Mat picture = new(12, 16, MatType.CV_8UC3, new Scalar(40, 120, 200));
        picture.Rectangle(new Rect(4, 3, 6, 5), Scalar.All(250), thickness: -1);
        return picture.ImEncode(extension);
    }
}
