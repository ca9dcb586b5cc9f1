using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

public sealed class ImageFileTests
{
    private static Mat Picture()
    {
        Mat picture = new(40, 60, MatType.CV_8UC3, new Scalar(40, 90, 160));
        Cv2.Circle(picture, new Point(20, 15), 9, new Scalar(220, 30, 30), -1);
        return picture;
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".tiff")]
    public void Lossless_files_come_back_equal(string extension)
    {
        using TemporaryFolder folder = new();
        using Mat picture = Picture();
        string path = folder.Write("picture" + extension, picture.ToBytes(extension));
        using Mat read = ImageFile.Read(path);
        Assert.Equal(0, Cv2.Norm(picture, read));
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(257, 40 * 257)] // of 16 bits
    public void Alpha_is_read_where_it_is_asked_for(int scale, int level)
    {
        using TemporaryFolder folder = new();
        using Mat picture = Picture(), alpha = new(40, 60, MatType.CV_8UC1, Scalar.All(level / scale));
        using Mat transparent = new(), written = new();
        Cv2.CvtColor(picture, transparent, ColorConversionCodes.BGR2BGRA);
        Cv2.InsertChannel(alpha, transparent, 3);
        transparent.ConvertTo(written, scale == 1 ? MatType.CV_8UC4 : MatType.CV_16UC4, scale);
        string path = folder.Write("picture.png", written.ToBytes(".png"));
        using Mat read = ImageFile.ReadWithAlpha(path), colours = ImageFile.Read(path);
        Assert.Equal((MatType.CV_8UC4, MatType.CV_8UC3), (read.Type(), colours.Type()));
        Assert.Equal(0, Cv2.Norm(transparent, read, NormTypes.INF));
    }

    [Fact]
    public void What_has_no_alpha_gets_none()
    {
        using TemporaryFolder folder = new();
        using Mat picture = Picture();
        using Mat read = ImageFile.ReadWithAlpha(folder.Write("picture.png", picture.ToBytes(".png")));
        Assert.Equal((MatType.CV_8UC3, 0.0), (read.Type(), Cv2.Norm(picture, read)));
    }

    [Fact]
    public void Exif_orientation_is_applied()
    {
        using Mat picture = Picture();
        byte[] jpeg = picture.ToBytes(".jpg");
        // An APP1 segment with the one tag Orientation (0x0112) = 6: the camera was turned by 90 degrees.
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0,
            0, 0, 0, 0, 0
        ];
        using Mat turned = ImageFile.Decode([.. jpeg[..2], .. exif, .. jpeg[2..]]);
        Assert.Equal(new Size(40, 60), turned.Size());
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    public void A_truncated_file_is_refused_at_any_length(string extension)
    {
        using Mat picture = Picture();
        byte[] whole = picture.ToBytes(extension);
        foreach (int length in new[] { 1, 3, 20, whole.Length / 2, whole.Length - 25 })
        {
            ImageFormatException error = Assert.Throws<ImageFormatException>(
                () => ImageFile.Decode(whole.AsSpan(0, length)).Dispose());
            Assert.StartsWith("The encoded image is", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_after_the_end_of_a_jpeg_are_ignored()
    {
        using Mat picture = Picture();
        using Mat read = ImageFile.Decode([.. picture.ToBytes(".jpg"), 1, 2, 3]);
        Assert.Equal(picture.Size(), read.Size());
    }

    [Fact]
    public void Errors_name_the_file()
    {
        using TemporaryFolder folder = new();
        string text = folder.Write("text.jpg", "this is no picture");
        string empty = folder.Write("empty.png", "");

        Assert.Contains(
            text, Assert.Throws<ImageFormatException>(() => ImageFile.Read(text)).Message, StringComparison.Ordinal);
        Assert.Contains(
            empty, Assert.Throws<ImageFormatException>(() => ImageFile.Read(empty)).Message, StringComparison.Ordinal);
        Assert.Equal(
            "The encoded image is empty (0 bytes); expected an image.",
            Assert.Throws<ImageFormatException>(() => ImageFile.Decode([])).Message);
        Assert.Contains(
            folder.Path, Assert.Throws<ImageFormatException>(() => ImageFile.Read(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            folder.File("none.jpg"),
            Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder.File("none.jpg"))).FileName);
    }
}
