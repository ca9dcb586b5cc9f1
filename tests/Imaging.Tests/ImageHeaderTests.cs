using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

public sealed class ImageHeaderTests : IDisposable
{
    private static readonly Size Stored = new(5, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".tif")]
    [InlineData(".webp")]
    [InlineData(".ppm")]
    [InlineData(".gif")]
    public void The_size_is_that_of_the_pixels(string extension)
    {
        using Mat scene = PictureFiles.Scene(37, 21);
        string path = _folder.Write("a" + extension, scene.ToBytes(extension));
        Assert.Equal(new ImageHeader(new Size(37, 21)), ImageHeader.Read(path));
        Assert.Equal(new Size(37, 21), ImageHeader.TryReadSize(path));
    }

    public static TheoryData<string, int> Orientations =>
        [.. from extension in new[] { ".jpg", ".png", ".webp", ".tif" }
            from orientation in Enumerable.Range(1, 8)
            select (extension, orientation)];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_format_is_turned_alike_and_can_be_had_as_stored(string extension, int orientation)
    {
        // One bright corner: where it goes says how the picture was turned.
        Size size = new(48, 32);
        using Mat picture = new(size, MatType.CV_8UC3, Scalar.All(20));
        picture[0, 16, 0, 16].SetTo(Scalar.All(230));
        byte[] samples = new byte[48 * 32 * 3];
        picture.GetArray(out Vec3b[] pixels);
        for (int i = 0; i < pixels.Length; i++) samples.AsSpan(3 * i, 3).Fill(pixels[i].Item0);
        byte[] file = extension == ".tif"
            ? PictureFiles.Tiff(size, samples, orientation)
            : PictureFiles.WithExif(picture.ToBytes(extension), extension, orientation, size);
        string path = _folder.Write("a" + extension, file);

        using Mat upright = ImageFile.Read(path), stored = ImageFile.Read(path, ImageOrientation.Stored);
        Assert.Equal(ImageHeader.Read(path), new ImageHeader(size, orientation));
        Assert.Equal(orientation >= 5 ? new Size(32, 48) : size, upright.Size());
        Assert.Equal(ImageHeader.Read(path).Size, upright.Size());
        Assert.Equal(size, stored.Size());
        Assert.True(stored.At<Vec3b>(4, 4).Item0 > 200);
        (bool bottom, bool right) = orientation switch
        {
            1 or 5 => (false, false),
            2 or 6 => (false, true),
            3 or 7 => (true, true),
            _ => (true, false),
        };
        Assert.True(upright.At<Vec3b>(bottom ? upright.Height - 5 : 4, right ? upright.Width - 5 : 4).Item0 > 200);
    }

    [Fact]
    public void Samples_that_are_not_read_are_named()
    {
        string path = _folder.Write("a.tif", PictureFiles.Tiff(Stored, new byte[180], bits: 32, format: 3));
        Assert.Equal(
            $"'{path}' is TIFF of 32-bit float samples; expected 8 or 16 bits, convert it.",
            Assert.Throws<ImageFormatException>(() => ImageFile.Read(path).Dispose()).Message);
        Assert.Null(ImageHeader.TryReadSize(path));
    }

    [Theory]
    [InlineData("ftypheic", "HEIC")]
    [InlineData("ftypmif1\0\0\0\0mif1heic", "HEIC")]
    [InlineData("ftypmif1\0\0\0\0mif1avif", "AVIF")]
    [InlineData("ftypavif", "AVIF")]
    public void Formats_that_are_not_read_are_named(string text, string name)
    {
        string path = _folder.Write("a.jpg", "\0\0\0\u0018" + text);
        Assert.Equal(
            $"'{path}' is {name}, which OpenCV does not read; convert it to JPEG or PNG.",
            Assert.Throws<ImageFormatException>(() => ImageFile.Read(path).Dispose()).Message);
    }

    [Fact]
    public void Jpeg_2000_is_told_by_its_header()
    {
        // SOC, SIZ: profile 0, 300 x 200 from (0, 0); what follows does not matter.
        byte[] stream = [0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0, 0, 0, 1, 44, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] boxed = [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 10, 0, 0, 0, 0, .. "jp2c"u8, .. stream, .. new byte[8]];
        foreach (byte[] file in (byte[][])[[.. stream, .. new byte[8]], boxed])
        {
            string path = _folder.Write("a.jp2", file);
            Assert.Equal(new ImageHeader(new Size(300, 200)), ImageHeader.Read(path));
            Assert.StartsWith(
                $"'{path}' is JPEG 2000 that cannot be decoded",
                Assert.Throws<ImageFormatException>(() => ImageFile.Read(path).Dispose()).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sixteen_bits_become_their_upper_byte()
    {
        using Mat deep = new(2, 2, MatType.CV_16UC3, new Scalar(0x1234, 0x80FF, 0xFF00));
        using Mat read = ImageFile.Read(_folder.Write("a.png", deep.ToBytes(".png")));
        Assert.Equal(new Vec3b(0x12, 0x80, 0xFF), read.At<Vec3b>(0, 0));
    }

    [Fact]
    public void Alpha_is_dropped_or_kept_as_asked()
    {
        using Mat picture = new(4, 6, MatType.CV_8UC4, new Scalar(10, 20, 30, 40));
        string path = _folder.Write("a.png", picture.ToBytes(".png"));
        using Mat without = ImageFile.Read(path), with = ImageFile.ReadWithAlpha(path);
        Assert.Equal(new Vec3b(10, 20, 30), without.At<Vec3b>(0, 0));
        Assert.Equal(new Vec4b(10, 20, 30, 40), with.At<Vec4b>(0, 0));

        using Mat opaque = ImageFile.ReadWithAlpha(_folder.Write("b.png", without.ToBytes(".png")));
        Assert.Equal(MatType.CV_8UC3, opaque.Type());
        byte[] turned = PictureFiles.WithExif(picture.ToBytes(".png"), ".png", 6, picture.Size());
        using Mat upright = ImageFile.ReadWithAlpha(_folder.Write("c.png", turned));
        Assert.Equal(new Size(4, 6), upright.Size());
        Assert.Equal(new Vec4b(10, 20, 30, 40), upright.At<Vec4b>(0, 0));
    }
}
