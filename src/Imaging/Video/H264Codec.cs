using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// H.264 as the ffmpeg on PATH codes it (libx264, one thread, fixed settings): the same bytes for the same picture and
/// the same ffmpeg. Each call starts two processes. Thread-safe.
/// </summary>
public static class H264Codec
{
    private const string Name = "H.264";

    private static readonly string[] Quiet = ["-hide_banner", "-loglevel", "error", "-threads", "1"];

    /// <summary>Codes a picture as the only frame of a clip and reads it back.</summary>
    /// <param name="picture">Continuous, 8-bit BGR, of even sides; only read.</param>
    /// <param name="rateFactor">Constant rate factor, 0 (best) .. 51 (worst).</param>
    /// <returns>A new 8-bit BGR Mat of the same size; the caller disposes it.</returns>
    /// <exception cref="VideoSourceException">There is no ffmpeg, or it cannot code H.264.</exception>
    public static unsafe Mat RoundTrip(Mat picture, int rateFactor)
    {
        ArgumentNullException.ThrowIfNull(picture);
        string program = FfmpegProgram.Require(Name);
        ReadOnlySpan<byte> pixels = new((void*)picture.Data, checked((int)picture.Total() * 3));
        byte[] clip = Run(
            program,
            [
                .. Quiet, "-f", "rawvideo", "-pixel_format", "bgr24",
                "-video_size", $"{picture.Width}x{picture.Height}", "-i", "pipe:0",
                "-c:v", "libx264", "-preset", "veryfast", "-crf", $"{rateFactor}", "-threads", "1",
                "-pix_fmt", "yuv420p", "-sws_flags", "accurate_rnd+bitexact", "-f", "h264", "pipe:1",
            ],
            pixels);
        byte[] decoded = Run(
            program,
            [
                .. Quiet, "-f", "h264", "-i", "pipe:0", "-pix_fmt", "bgr24", "-sws_flags", "accurate_rnd+bitexact",
                "-f", "rawvideo", "pipe:1",
            ],
            clip);
        return decoded.Length == pixels.Length
            ? Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_8UC3, decoded).Clone()
            : throw new VideoSourceException(
                $"'{Name}': {program} gave {decoded.Length} bytes back; expected {pixels.Length}.");
    }

    // One picture goes in and comes out whole, so that neither side waits for the other.
    private static byte[] Run(string program, string[] arguments, ReadOnlySpan<byte> input)
    {
        using Process process = FfmpegProgram.Start(program, arguments, Name, takesInput: true);
        using MemoryStream output = new();
        try
        {
            using (Stream stream = process.StandardInput.BaseStream) stream.Write(input);
            process.StandardOutput.BaseStream.CopyTo(output);
        }
        catch (IOException)
        {
            // It ended before it had read everything; its error says why.
        }
        string error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new VideoSourceException(
                $"'{Name}' cannot be coded by {program}: {error.Split('\n')[0].TrimEnd('.', '\r')}.");
    }
}
