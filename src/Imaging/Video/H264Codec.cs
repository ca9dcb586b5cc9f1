using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// H.264 as the ffmpeg on PATH codes it (libx264, one thread, fixed settings): the same bytes for the same picture or
/// clip and the same ffmpeg. Each call starts one process or two. Thread-safe.
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

    /// <summary>Codes a clip at a quality.</summary>
    /// <param name="clip">The clip, of even sides.</param>
    /// <param name="output">The MP4 file to write; appears whole or not at all.</param>
    /// <param name="rateFactor">Constant rate factor, 0 (best) .. 51 (worst).</param>
    /// <exception cref="VideoSourceException">There is no ffmpeg, or it cannot code the clip.</exception>
    public static void Encode(string clip, string output, int rateFactor) =>
        Encode(clip, output, "-crf", $"{rateFactor}");

    /// <summary>Codes a clip to a number of bytes, in two passes.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="output">The MP4 file to write; appears whole or not at all.</param>
    /// <param name="bytes">What it should take; a few per cent more or less are usual.</param>
    /// <param name="duration">Length of the clip.</param>
    /// <exception cref="VideoSourceException">There is no ffmpeg, or it cannot code the clip.</exception>
    public static void EncodeTo(string clip, string output, long bytes, TimeSpan duration)
    {
        string log = output + ".pass";
        string[] rate = ["-b:v", $"{(long)(8 * bytes / duration.TotalSeconds)}", "-passlogfile", log];
        try
        {
            Encode(clip, output, [.. rate, "-pass", "1"]);
            Encode(clip, output, [.. rate, "-pass", "2"]);
        }
        finally
        {
            foreach (string file in Directory.GetFiles(
                Path.GetDirectoryName(Path.GetFullPath(log))!, Path.GetFileName(log) + "*")) File.Delete(file);
        }
    }

    private static void Encode(string clip, string output, params string[] rate)
    {
        if (!File.Exists(clip)) throw new VideoSourceException($"'{clip}' does not exist.");
        string program = FfmpegProgram.Require(Name), temporary = Path.GetFullPath(output) + ".part";
        try
        {
            Run(
                program,
                [
                    .. Quiet, "-y", "-i", "file:" + Path.GetFullPath(clip), "-an", "-c:v", "libx264",
                    "-preset", "slow", "-threads", "1", .. rate,
                    .. FfmpegProgram.KeepFrames(FfmpegProgram.VersionOf(program)),
                    "-pix_fmt", "yuv420p", "-f", "mp4", temporary,
                ],
                default);
            File.Move(temporary, output, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
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
