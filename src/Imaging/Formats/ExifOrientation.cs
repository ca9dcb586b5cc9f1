using OpenCvSharp;

namespace DetectionSdk.Imaging.Formats;

/// <summary>The orientation that EXIF data state, 1 to 8, and what it does to an image.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;

    /// <summary>Reads it from EXIF data, with or without their name before them; 1 where they state none.</summary>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8)) exif = exif[6..];
        if (exif.Length < 8) return 1;
        bool little = exif[0] == 'I';
        uint start = ByteOrder.ReadUInt32(exif[4..], little);
        if (start > exif.Length - 2) return 1;

        int count = ByteOrder.ReadUInt16(exif[(int)start..], little);
        ReadOnlySpan<byte> entries = exif[((int)start + 2)..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (ByteOrder.ReadUInt16(entries, little) == Tag)
                return ByteOrder.ReadUInt16(entries[8..], little) is >= 1 and <= 8 and var found ? found : 1;
        }
        return 1;
    }

    /// <summary>The orientation that undoes another.</summary>
    public static int Invert(int orientation) => orientation switch { 6 => 8, 8 => 6, _ => orientation };

    /// <summary>Turns and mirrors stored pixels as an orientation says.</summary>
    /// <returns>A new Mat, which may share its pixels with the given one.</returns>
    public static Mat Turn(Mat image, int orientation)
    {
        Mat turned = new();
        switch (orientation)
        {
            case 2: Cv2.Flip(image, turned, FlipMode.Y); break;
            case 3: Cv2.Flip(image, turned, FlipMode.XY); break;
            case 4: Cv2.Flip(image, turned, FlipMode.X); break;
            case 5: Cv2.Transpose(image, turned); break;
            case 6: Cv2.Rotate(image, turned, RotateFlags.Rotate90Clockwise); break;
            case 7: Cv2.Transpose(image, turned); Cv2.Flip(turned, turned, FlipMode.XY); break;
            case 8: Cv2.Rotate(image, turned, RotateFlags.Rotate90Counterclockwise); break;
            default: turned.Dispose(); return new Mat(image, new Rect(0, 0, image.Width, image.Height));
        }
        return turned;
    }
}
