using OpenCvSharp;

namespace DetectionSdk.Imaging.Formats;

/// <summary>PPM, PGM and PBM: a text header, then numbers or bytes.</summary>
internal sealed class PortableMapFormat : ImageFormat
{
    private const int MostHeaderBytes = 1 << 16;

    public override string Name => "PPM";

    public override bool Matches(ReadOnlySpan<byte> head) => head is [(byte)'P', >= (byte)'1' and <= (byte)'6', ..];

    protected override ImageHeader ReadHeader(Stream file)
    {
        file.Position = 2;
        return new ImageHeader(new Size(ReadNumber(file), ReadNumber(file)));
    }

    private static int ReadNumber(Stream file)
    {
        int value = file.ReadByte();
        while (value is '#' or ' ' or (>= '\t' and <= '\r'))
        {
            while (value == '#' && file.ReadByte() is not ('\n' or '\r' or -1)) { }
            value = file.Position <= MostHeaderBytes ? file.ReadByte() : -1;
        }
        long number = 0;
        for (; value is >= '0' and <= '9' && number < int.MaxValue; value = file.ReadByte())
            number = 10 * number + value - '0';
        return value == -1 ? throw new EndOfStreamException() : (int)Math.Min(number, int.MaxValue);
    }
}
