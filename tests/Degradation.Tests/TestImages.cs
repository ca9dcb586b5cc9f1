using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>Pictures the tests draw themselves, and what they look at in them.</summary>
internal static class TestImages
{
    /// <summary>CV_8UC3 with edges, gradients and texture, the same for the same arguments.</summary>
    public static Mat Scene(int width, int height)
    {
        Mat image = new(height, width, MatType.CV_8UC3);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                image.At<Vec3b>(y, x) = new Vec3b(
                    (byte)(255 * x / width),
                    (byte)(127 + 120 * Math.Sin(x * 0.35) * Math.Cos(y * 0.21)),
                    (byte)((x / 16 + y / 16) % 2 == 0 ? 40 : 210));
        return image;
    }

    public static Mat Flat(int width, int height, byte level) => new(height, width, MatType.CV_8UC3, Scalar.All(level));

    /// <summary>The pixels row by row, to compare images to the bit.</summary>
    public static byte[] Bytes(Mat image)
    {
        using Mat solid = image.Clone();
        byte[] bytes = new byte[solid.Total() * solid.ElemSize()];
        System.Runtime.InteropServices.Marshal.Copy(solid.Data, bytes, 0, bytes.Length);
        return bytes;
    }
}
