using OpenCvSharp;

namespace DetectionSdk.Imaging.Formats;

/// <summary>One format of image files: what its header says, and whether all of its pixels are there.</summary>
internal abstract class ImageFormat
{
    /// <summary>Bytes by which formats are recognised.</summary>
    private const int HeadLength = 32;

    private static readonly ImageFormat[] All =
    [
        new JpegFormat(), new PngFormat(), new BmpFormat(), new TiffFormat(), new WebPFormat(),
        new PortableMapFormat(), new Jpeg2000Format(), new GifFormat(), .. UnreadFormat.All,
    ];

    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a file may have an alpha channel that says something.</summary>
    public virtual bool MayHaveAlpha => false;

    /// <summary>The format and the header of a file.</summary>
    /// <param name="file">The file, seekable.</param>
    /// <param name="name">What messages begin with.</param>
    /// <exception cref="ImageFormatException">It is no image that is read, or too large.</exception>
    public static (ImageFormat Format, ImageHeader Header) Recognise(Stream file, string name)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        head = head[..file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
        if (head.IsEmpty) throw new ImageFormatException($"{name} is empty (0 bytes); expected an image.");
        foreach (ImageFormat format in All)
        {
            if (!format.Matches(head)) continue;
            ImageHeader header = format.ReadSoundHeader(file, name);
            ImageFile.RequireSize(header.StoredSize, name);
            return (format, header);
        }
        IEnumerable<string> read = All.Where(format => format is not UnreadFormat).Select(format => format.Name);
        throw new ImageFormatException($"{name} is damaged, or no image that is read ({string.Join(", ", read)}).");
    }

    /// <summary>The format and the header of a file in memory.</summary>
    public static unsafe (ImageFormat Format, ImageHeader Header) Recognise(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty) return Recognise(Stream.Null, name);
        fixed (byte* start = file)
        {
            using UnmanagedMemoryStream stream = new(start, file.Length);
            return Recognise(stream, name);
        }
    }

    /// <summary>Whether a file is of this format.</summary>
    /// <param name="head">Its first 32 bytes, fewer where it is shorter.</param>
    public abstract bool Matches(ReadOnlySpan<byte> head);

    /// <summary>The file as the decoder takes it: with the end that it lacks, if that is all that it lacks.</summary>
    /// <exception cref="ImageFormatException">Pixels are missing; the message is to follow "is".</exception>
    public virtual ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> file) => file;

    /// <summary>Decodes a file that was mended, without its orientation where OpenCV can.</summary>
    /// <returns>A new Mat; empty where OpenCV gave up.</returns>
    /// <exception cref="ImageFormatException">Pixels are missing or damaged; the message is to follow "is".</exception>
    public virtual Mat Decode(ReadOnlySpan<byte> file, ImreadModes mode) =>
        Cv2.ImDecode(file, mode | ImreadModes.IgnoreOrientation);

    /// <summary>Turns what the decoder gave, without the orientation applied, to the frame that is asked for.</summary>
    /// <returns>A new Mat.</returns>
    public virtual Mat Turn(Mat decoded, ImageHeader header, ImageOrientation orientation) =>
        ExifOrientation.Turn(decoded, orientation == ImageOrientation.Upright ? header.Orientation : 1);

    /// <summary>Reads the header.</summary>
    /// <param name="file">The file, from its start.</param>
    /// <exception cref="EndOfStreamException">The file ends in its header.</exception>
    /// <exception cref="ImageFormatException">It is of a kind that is not read; the message is to follow
    /// "is".</exception>
    protected abstract ImageHeader ReadHeader(Stream file);

    private ImageHeader ReadSoundHeader(Stream file, string name)
    {
        try
        {
            file.Position = 0;
            ImageHeader header = ReadHeader(file);
            if (header.StoredSize is { Width: > 0, Height: > 0 }) return header;
            throw new ImageFormatException(
                $"damaged: {Name} of {header.StoredSize.Width} x {header.StoredSize.Height} pixels by its header.");
        }
        catch (EndOfStreamException error)
        {
            throw new ImageFormatException($"{name} is truncated: it ends in the header of {Name}.", error);
        }
        catch (ImageFormatException error)
        {
            throw new ImageFormatException($"{name} is {error.Message}", error);
        }
    }
}
