using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

public sealed class PixelLimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_over_the_limit_is_refused_by_its_header()
    {
        string path = _folder.Write("a.png", PictureFiles.Png(new Size(20000, 15000), [0]));
        Assert.Equal(
            $"'{path}' is 20000 x 15000 pixels, 300 megapixels; the limit is 100, which the environment variable "
            + "DETECTIONSDK_MAXIMUM_MEGAPIXELS raises.",
            Assert.Throws<ImageFormatException>(() => ImageFile.Read(path).Dispose()).Message);
        Assert.Null(ImageHeader.TryReadSize(path));
        Assert.Equal(100_000_000, ImageFile.MaximumPixels);
        ImageFile.RequireSize(new Size(10000, 10000), "a");
        Assert.Throws<ImageFormatException>(() => ImageFile.RequireSize(new Size(10001, 10000), "a"));
        Assert.Throws<ImageFormatException>(() => ImageFile.RequireSize(new Size(int.MaxValue, int.MaxValue), "a"));
    }

    [Fact]
    public void A_chunk_that_claims_gigabytes_takes_none()
    {
        byte[] whole = PictureFiles.Png(new Size(8, 8), new byte[8 * 25]);
        byte[] file = [.. whole[..33], 0x7F, 0xFF, 0xFF, 0xFF, .. "tEXt"u8, .. whole[33..]];
        string path = _folder.Write("a.png", file);
        Assert.Equal(
            $"'{path}' is truncated: the end of the picture is missing.",
            Assert.Throws<ImageFormatException>(() => ImageFile.Read(path).Dispose()).Message);
    }

    [Fact]
    public void A_png_that_states_more_rows_than_its_bytes_can_pack_takes_no_memory()
    {
        string path = _folder.Write("a.png", PictureFiles.Png(new Size(16, 5_000_000), new byte[49]));
        Assert.Equal(
            $"'{path}' is truncated: most of the picture is missing.",
            Assert.Throws<ImageFormatException>(() => ImageFile.Read(path).Dispose()).Message);
        // The best that deflate can do is no such file.
        using Mat black = new(4000, 3000, MatType.CV_8UC3, Scalar.All(0));
        using Mat read = ImageFile.Decode(
            black.ToBytes(".png", new ImageEncodingParam(ImwriteFlags.PngCompression, 9)));
        Assert.Equal(0, Cv2.Norm(black, read));
    }

    [Fact]
    public void One_pixel_is_an_image()
    {
        using Mat pixel = new(1, 1, MatType.CV_8UC3, Scalar.All(7));
        foreach (string extension in (string[])[".png", ".jpg", ".bmp", ".tif", ".webp", ".ppm"])
        {
            using Mat read = ImageFile.Read(_folder.Write("a" + extension, pixel.ToBytes(extension)));
            Assert.Equal(new Size(1, 1), read.Size());
        }
    }
}
