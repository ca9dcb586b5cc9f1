using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

/// <summary>Grey pictures that are a formula.</summary>
internal static class TestPicture
{
    public static Mat Create(int height, int width)
    {
        using Mat blank = new(height, width, MatType.CV_8UC1, Scalar.All(0));
        return Map(
            blank,
            (x, y, _) => Math.Floor(
                120 + 60 * Math.Sin(x / 5.0) + 30 * Math.Cos(y / 3.0) + 20 * Math.Sin((x + y) / 2.0)));
    }

    /// <summary>A new picture whose pixels follow from place and value.</summary>
    public static Mat Map(Mat picture, Func<int, int, double, double> change)
    {
        Mat changed = new(picture.Size(), MatType.CV_8UC1);
        (int rows, int columns) = (picture.Rows, picture.Cols);
        for (int y = 0; y < rows; y++)
            for (int x = 0; x < columns; x++)
                changed.Set(y, x, (byte)Math.Clamp(change(x, y, picture.At<byte>(y, x)), 0, 255));
        return changed;
    }
}
