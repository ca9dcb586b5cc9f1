using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>
/// What ffmpeg says of a stream and its frames: a program of that name, first on PATH, says the input and writes
/// pixels. It is a process per input, so there are few of them.
/// </summary>
internal sealed class FfmpegTarget : FuzzTarget
{
    private const string Program =
        """
        #!/bin/sh
        case "$*" in
          *-version*) echo "ffmpeg version 5.1.9 Copyright" ;;
          *) cat "$FUZZING_ANSWER" >&2; exec head -c 4000 /dev/zero ;;
        esac
        """;

    private const string Frame =
        "[Parsed_showinfo_2 @ 0x5] [info] n:   0 pts:      0 pts_time:0       pos: -1 fmt:bgr24 sar:1/1 s:4x2 i:P "
        + "iskey:1 type:I\n";

    public override string Name => "ffmpeg";

    public override int InputsPerRound => 150;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text(
            "[info] Input #0, matroska,webm, from 'file:clip.mkv':\n[info]   Metadata:\n"
            + "[info]     TITLE           : a\n"[info]   Duration: 00:00:00.08, start: 0.000000, bitrate: 9 kb/s\n"
            + "[info]   Stream #0:0: Video: mjpeg, yuvj420p(pc), 4x2, 25 fps, 25 tbr, 1k tbn\n[info] Stream mapping:\n"
            + "[info]   Stream #0:0 -> #0:0 (mjpeg (native) -> rawvideo (native))\n"
            + "[Parsed_showinfo_2 @ 0x5] [info] config in time_base: 1/1000, frame_rate: 25/1\n" + Frame
            + "[mjpeg @ 0x6] [error] overread 8\n" + Frame.Replace("0  ", "0.04 ", StringComparison.Ordinal)),
        Text(
            "[info] Input #0, mpegts, from 'file:clip.ts':\n[info]   Duration: N/A, start: 1.4, bitrate: N/A\n"
            + "[info]   Stream #0:1[0x101]: Audio: mp2\n[info] Stream mapping:\n" + Frame
            + "[in#0 @ 0x7] [warning] deprecated pixel format used\n" + Frame),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        "\n", "[info] ", "[error] ", "[fatal] ", "[info] Stream mapping:\n", "  Duration: ", ":", "NOPTS", Frame,
        " s:65536x65536 ", "pts_time:", "frame_rate: 1/0\n", "partial file\n", "[info] Input #0, ", ", from '"
    ];

    public override void Read(byte[] input)
    {
        Prepare();
        Folder.Write("answer", input);
        using FfmpegSource source = new("clip.mp4", isLive: false);
        using Mat frame = new();
        source.Connect(CancellationToken.None);
        while (source.Read(frame, CancellationToken.None)) { }
        _ = source.Problems;
    }

    private void Prepare()
    {
        if (File.Exists(Folder.File("ffmpeg"))) return;
        string program = Folder.Write("ffmpeg", Text(Program.ReplaceLineEndings("\n")));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable(
            "PATH", $"{Folder.Path}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}");
        Environment.SetEnvironmentVariable("FUZZING_ANSWER", Folder.File("answer"));
    }
}
