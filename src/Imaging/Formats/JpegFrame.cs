namespace DetectionSdk.Imaging.Formats;

/// <summary>The frame of a JPEG file: its size and how its blocks lie.</summary>
internal sealed class JpegFrame
{
    private JpegFrame(bool progressive, int width, int height, JpegComponent[] components)
    {
        IsProgressive = progressive;
        Components = components;
        int across = components.Max(c => c.Across), down = components.Max(c => c.Down);
        (UnitsAcross, UnitsDown) = (Divide(width, 8 * across), Divide(height, 8 * down));
        foreach (JpegComponent component in components)
            component.Measure(
                Divide(Divide(width * component.Across, across), 8), Divide(Divide(height * component.Down, down), 8),
                UnitsAcross, UnitsDown, keepsHistory: progressive);
    }

    public bool IsProgressive { get; }

    public JpegComponent[] Components { get; }

    /// <summary>Units of several components (MCU) in a row.</summary>
    public int UnitsAcross { get; }

    /// <summary>Rows of such units.</summary>
    public int UnitsDown { get; }

    /// <summary>Reads a frame segment; null where it is none that Huffman codes of 8-bit pixels follow.</summary>
    /// <param name="marker">Its marker.</param>
    /// <param name="segment">Its bytes after the length.</param>
    public static JpegFrame? Read(byte marker, ReadOnlySpan<byte> segment)
    {
        if (marker is not (0xC0 or 0xC1 or 0xC2) || segment.Length < 6 || segment[0] != 8) return null;
        int count = segment[5];
        if (count is 0 or > 4 || segment.Length < 6 + 3 * count) return null;
        JpegComponent[] components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = segment[(6 + 3 * i)..];
            components[i] = new JpegComponent(entry[0], entry[1] >> 4, entry[1] & 0xF);
        }
        int height = segment[1] << 8 | segment[2], width = segment[3] << 8 | segment[4];
        return components.All(c => c is { Across: >= 1 and <= 4, Down: >= 1 and <= 4 }) && width > 0 && height > 0
            ? new JpegFrame(marker == 0xC2, width, height, components)
            : null;
    }

    private static int Divide(int value, int by) => (value + by - 1) / by;
}
