using System.Globalization;
using System.Text;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// The first line of a YUV4MPEG2 stream, for example <c>YUV4MPEG2 W640 H480 F25:1 Ip A1:1 C420jpeg</c>; every frame
/// follows a <see cref="FrameMark"/>. So size and rate come through the same pipe as the frames, and no second process
/// has to ask the camera for them.
/// </summary>
/// <param name="Size">Frame size in pixels.</param>
/// <param name="FramesPerSecond">Null when the stream does not say, or says nonsense.</param>
internal readonly record struct Y4mHeader(Size Size, double? FramesPerSecond)
{
    private const string Magic = "YUV4MPEG2";
    private const int LongestLine = 1024;

    /// <summary>What precedes every frame.</summary>
    public static ReadOnlySpan<byte> FrameMark => "FRAME\n"u8;

    /// <summary>Reads the line; null when the stream ends before it does.</summary>
    /// <exception cref="VideoSourceException">It is another line.</exception>
    public static Y4mHeader? Read(Stream stream)
    {
        StringBuilder line = new();
        for (int value = stream.ReadByte(); value != '\n'; value = stream.ReadByte())
        {
            if (value < 0) return null;
            if (line.Length == LongestLine) break;
            line.Append((char)value);
        }
        return Parse(line.ToString());
    }

    private static Y4mHeader Parse(string line)
    {
        string[] fields = line.Split(' ');
        int width = Number(fields, 'W'), height = Number(fields, 'H');
        if (fields[0] != Magic || width <= 0 || height <= 0 || width % 2 + height % 2 != 0)
            throw new VideoSourceException($"ffmpeg answered '{line}'; expected a {Magic} header with an even size.");
        return new Y4mHeader(new Size(width, height), Rate(fields));
    }

    private static int Number(string[] fields, char key) =>
        int.TryParse(
            fields.FirstOrDefault(field => field.StartsWith(key))?[1..], NumberStyles.None,
            CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;

    // RTSP streams without a rate of their own come with their clock's, 90000:1.
    private static double? Rate(string[] fields)
    {
        string[] parts = fields.FirstOrDefault(field => field.StartsWith('F'))?[1..].Split(':') ?? [];
        if (parts.Length != 2
            || !int.TryParse(parts[0], out int numerator)
            || !int.TryParse(parts[1], out int denominator))
            return null;
        double rate = (double)numerator / denominator;
        return rate is > 0 and < 1000 ? rate : null;
    }
}
