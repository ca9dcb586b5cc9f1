using System.Buffers.Binary;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

/// <summary>
/// The size of an image must be that of the pixels OpenCV loads, whatever the format and orientation.
/// </summary>
public sealed class ImageSizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    public void Every_format_gives_its_size(string extension)
    {
        _folder.WriteImage("images/a" + extension, 37, 21);

        Assert.Equal(new Size(37, 21), ReadSize());
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void An_exif_orientation_turns_the_size_as_it_turns_the_pixels(
        string extension, int orientation, bool little)
    {
        string path = _folder.WriteImage("images/a" + extension, 37, 21);
        byte[] plain = File.ReadAllBytes(path);
        File.WriteAllBytes(
            path,
            extension == ".jpg"
                ? InsertIntoJpeg(plain, Exif(orientation, little))
                : InsertIntoPng(plain, Exif(orientation, little)));

        AnnotatedImage image = Read();
        using Mat pixels = image.Read();

        Assert.Equal(orientation >= 5 ? new Size(21, 37) : new Size(37, 21), image.Size);
        Assert.Equal(image.Size, pixels.Size());
    }

    [Fact]
    public void An_image_annotated_as_stored_is_read_as_stored()
    {
        string path = _folder.WriteImage("images/a.jpg", 37, 21);
        File.WriteAllBytes(path, InsertIntoJpeg(File.ReadAllBytes(path), Exif(6, little: true)));

        AnnotatedImage image = new(path, "a.jpg", new Size(37, 21), []);
        using Mat pixels = (image with { Orientation = ImageOrientation.Stored }).Read();

        Assert.Equal(new Size(37, 21), pixels.Size());
        Assert.Contains(
            "the image is 21x37 pixels, its annotation states 37x21",
            Assert.Throws<DataSetException>(() => image.Read().Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_jpeg_with_other_segments_and_fill_bytes_gives_its_size()
    {
        string path = _folder.WriteImage("images/a.jpg", 37, 21);
        byte[] jpeg = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. jpeg[..2], 0xFF, 0xFE, 0, 6, 0xFF, 0xC0, 0, 11, 0xFF, 0xFF, .. jpeg[2..]]);

        Assert.Equal(new Size(37, 21), ReadSize());
    }

    [Theory]
    [InlineData(6, 37, 21, 3, ImageOrientation.Stored)]      // one size tells, for a picture that is turned by a half
    [InlineData(6, 37, 21, 6, ImageOrientation.Stored)]      // and for a square one
    [InlineData(6, 21, 37, 3, ImageOrientation.Upright)]
    [InlineData(2, 37, 21, 3, ImageOrientation.Upright)]     // nothing tells
    public void The_orientation_is_decided_for_the_whole_set(
        int first, int width, int height, int second, ImageOrientation expected)
    {
        WriteTurned("a.jpg", 37, 21, first);
        WriteTurned("b.jpg", 30, 30, second);
        string json = _folder.Write("annotations/instances_val.json", $$"""
            {"images": [{"id": 1, "file_name": "a.jpg", "width": {{width}}, "height": {{height}}},
                        {"id": 2, "file_name": "b.jpg", "width": 30, "height": 30},
                        {"id": 3, "file_name": "none.jpg", "width": 30, "height": 30}],
             "annotations": [], "categories": [{"id": 1, "name": "a"}]}
            """);
        Assert.All(CocoDataSet.Read(json, _folder.Root).Images, image => Assert.Equal(expected, image.Orientation));

        foreach ((string name, int w, int h) in ((string, int, int)[])[("a", width, height), ("b", 30, 30)])
        {
            File.Copy(Path.Combine(_folder.Root, name + ".jpg"), _folder.Prepare($"voc/JPEGImages/{name}.jpg"));
            _folder.Write($"voc/Annotations/{name}.xml", $"""
                <annotation><filename>{name}.jpg</filename>
                <size><width>{w}</width><height>{h}</height></size></annotation>
                """);
        }
        Assert.All(
            VocDataSet.Read(Path.Combine(_folder.Root, "voc")).Images,
            image => Assert.Equal(expected, image.Orientation));
    }

    [Fact]
    public void A_picture_whose_size_tells_goes_by_it_and_the_others_with_most()
    {
        AnnotatedImage[] images =
        [
            new(WriteTurned("a.jpg", 37, 21, 6), "a", new Size(37, 21), []),
            new(WriteTurned("b.jpg", 37, 21, 8), "b", new Size(37, 21), []),
            new(WriteTurned("c.jpg", 37, 21, 6), "c", new Size(21, 37), []),
            new(WriteTurned("d.jpg", 37, 21, 3), "d", new Size(37, 21), []),
        ];
        Assert.Equal(
            [ImageOrientation.Stored, ImageOrientation.Stored, ImageOrientation.Upright, ImageOrientation.Stored],
            SetOrientation.Decide(images).Select(image => image.Orientation));
        foreach (AnnotatedImage image in SetOrientation.Decide(images))
        {
            using Mat pixels = image.Read();
            Assert.Equal(image.Size, pixels.Size());
        }
    }

    private string WriteTurned(string name, int width, int height, int orientation)
    {
        string path = _folder.WriteImage(name, width, height);
        File.WriteAllBytes(path, InsertIntoJpeg(File.ReadAllBytes(path), Exif(orientation, little: true)));
        return path;
    }

    public static TheoryData<string, int, bool> Orientations() =>
        [.. from extension in new[] { ".jpg", ".png" }
            from orientation in Enumerable.Range(1, 8)
            from little in new[] { true, false }
            select (extension, orientation, little)];

    private Size ReadSize() => Read().Size;

    private AnnotatedImage Read()
    {
        _folder.Write("data.yaml", "names: [a]\nval: images\n");
        return Assert.Single(YoloDataSet.Read(_folder.Root).Images);
    }

    /// <summary>A TIFF block whose only entry is the orientation.</summary>
    private static byte[] Exif(int orientation, bool little)
    {
        byte[] tiff = new byte[26];
        (little ? "II"u8 : "MM"u8).CopyTo(tiff);
        Put16(tiff, 2, 42, little);
        Put32(tiff, 4, 8, little);
        Put16(tiff, 8, 1, little);          // entries
        Put16(tiff, 10, 0x0112, little);
        Put16(tiff, 12, 3, little);         // unsigned short
        Put32(tiff, 14, 1, little);
        Put16(tiff, 18, orientation, little);
        return tiff;
    }

    private static void Put16(byte[] bytes, int at, int value, bool little)
    {
        if (little) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)value);
        else BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)value);
    }

    private static void Put32(byte[] bytes, int at, int value, bool little)
    {
        if (little) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        else BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
    }

    private static byte[] InsertIntoJpeg(byte[] jpeg, byte[] tiff)
    {
        int length = 2 + 6 + tiff.Length;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    private static byte[] InsertIntoPng(byte[] png, byte[] tiff)
    {
        byte[] body = [.. "eXIf"u8, .. tiff], length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, tiff.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(body));
        const int AfterHeader = 8 + 25;
        return [.. png[..AfterHeader], .. length, .. body, .. checksum, .. png[AfterHeader..]];
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
