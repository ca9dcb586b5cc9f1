using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

/// <summary>What counts is whether every pixel is there, not what the file ends with.</summary>
public sealed class CompletenessTests
{
    private const int SamplingFactor = 7;   // IMWRITE_JPEG_SAMPLING_FACTOR

    private static readonly byte[] End = [0xFF, 0xD9];

    public static TheoryData<string> Kinds => ["baseline", "grey", "progressive", "restarts", "quarter", "full"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_jpeg_without_its_end_marker_is_read_as_with_it(string kind)
    {
        byte[] whole = Make(kind);
        using Mat expected = Cv2.ImDecode(whole, ImreadModes.Color);
        using Mat read = ImageFile.Decode(whole.AsSpan(0, whole.Length - 2));
        Assert.Equal(0, Cv2.Norm(expected, read));
        using Mat followed = ImageFile.Decode([.. whole, 1, 2, 3]);
        Assert.Equal(0, Cv2.Norm(expected, followed));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_jpeg_that_is_cut_is_refused_whatever_it_ends_with(string kind)
    {
        byte[] whole = Make(kind);
        int start = whole.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]) + 20, last = whole.Length - 60;
        for (int length = start; length < last; length += (last - start) / 16)
            foreach (byte[] end in (byte[][])[[], End, [.. new byte[50], .. End]])
            {
                if (end.Length > 2 && length > whole.Length / 2) continue;   // zeros are codes too: some blocks of them
                byte[] cut = [.. whole.AsSpan(0, length), .. end];
                string message = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(cut).Dispose()).Message;
                Assert.Matches("^The encoded image is (truncated|damaged)", message);
            }
    }

    [Fact]
    public void A_jpeg_with_zeros_inside_is_named_as_damaged()
    {
        byte[] file = Make("baseline");
        file.AsSpan(file.Length / 2, file.Length / 4).Clear();
        string message = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(file).Dispose()).Message;
        Assert.Matches(@"^The encoded image is damaged: \d+ bytes are left over after its last block\.$", message);
    }

    [Fact]
    public void A_jpeg_whose_corners_are_grey_is_read()
    {
        using Mat grey = new(40, 56, MatType.CV_8UC3, new Scalar(128, 128, 128));
        using Mat read = ImageFile.Decode(PictureFiles.Jpeg(grey));
        Assert.Equal(0, Cv2.Norm(grey, read));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".tif")]
    [InlineData(".webp")]
    [InlineData(".ppm")]
    [InlineData(".gif")]
    public void Other_files_that_are_cut_are_refused(string extension)
    {
        using Mat scene = PictureFiles.Scene();
        byte[] whole = scene.ToBytes(extension);
        using (Mat read = ImageFile.Decode(whole)) Assert.Equal(scene.Size(), read.Size());
        for (int length = 40; length < whole.Length - 40; length += (whole.Length - 80) / 8)
        {
            string message = Assert.Throws<ImageFormatException>(
                () => ImageFile.Decode(whole.AsSpan(0, length)).Dispose()).Message;
            Assert.Matches("^The encoded image (is (truncated|damaged)|cannot be decoded)", message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_png_with_all_rows_is_read_without_its_end(byte interlace)
    {
        Size size = new(19, 11);
        int passes = interlace == 0 ? 11 : 2 + 2 + 1 + 3 + 3 + 6 + 5;   // rows of the seven passes
        int pixels = 19 * 11;
        byte[] rows = new byte[passes + 3 * pixels];
        if (interlace == 0)   // 0 at the start of each row: unfiltered
            for (int i = 0; i < rows.Length; i++) rows[i] = i % 58 == 0 ? (byte)0 : (byte)(i * 7);
        byte[] whole = PictureFiles.Png(size, rows, interlace: interlace);
        using Mat expected = Cv2.ImDecode(whole, ImreadModes.Color);
        foreach (int missing in new[] { 1, 12, 15, 18 })   // the end chunk; the checksums of the rows
        {
            using Mat read = ImageFile.Decode(whole.AsSpan(0, whole.Length - missing));
            Assert.Equal(0, Cv2.Norm(expected, read));
        }
        byte[] short_ = PictureFiles.Png(size, rows[..^1], interlace: interlace);
        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(short_).Dispose());
        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(short_.AsSpan(0, short_.Length - 12)).Dispose());
    }

    [Fact]
    public void Changed_bytes_give_an_image_or_a_typed_error()
    {
        Random random = new(1);
        foreach (string kind in Kinds.Select(row => row.Data))
        {
            byte[] whole = Make(kind);
            for (int i = 0; i < 60; i++)
            {
                byte[] file = [.. whole];
                for (int change = 0; change < 3; change++) file[random.Next(file.Length)] = (byte)random.Next(256);
                try
                {
                    ImageFile.Decode(file).Dispose();
                }
                catch (ImageFormatException)
                {
                    // As it should be.
                }
            }
        }
    }

    private static byte[] Make(string kind)
    {
        using Mat scene = PictureFiles.Scene();
        using Mat grey = scene.CvtColor(ColorConversionCodes.BGR2GRAY);
        return kind switch
        {
            "grey" => PictureFiles.Jpeg(grey),
            "progressive" => PictureFiles.Jpeg(scene, (int)ImwriteFlags.JpegProgressive, 1),
            "restarts" => PictureFiles.Jpeg(scene, (int)ImwriteFlags.JpegRstInterval, 3),
            "quarter" => PictureFiles.Jpeg(scene, (int)ImwriteFlags.JpegOptimize, 1, (int)ImwriteFlags.JpegQuality, 40),
            "full" => PictureFiles.Jpeg(scene, SamplingFactor, 0x111111, (int)ImwriteFlags.JpegQuality, 100),
            _ => PictureFiles.Jpeg(scene),
        };
    }
}
