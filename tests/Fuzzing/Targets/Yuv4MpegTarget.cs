using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>
/// What ffmpeg answers: a program of that name, first on PATH, writes the input. It is a process per input, so there
/// are few of them.
/// </summary>
internal sealed class Yuv4MpegTarget : FuzzTarget
{
    private const string Program =
        """
        #!/bin/sh
        case "$*" in
          *-version*) echo "ffmpeg version 5.1.9 Copyright" ;;
          *pipe:*) exec cat "$FUZZING_ANSWER" ;;
        esac
        """;

    public override string Name => "yuv4mpeg";

    public override int InputsPerRound => 150;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. Text("YUV4MPEG2 W4 H2 F25:1 Ip A1:1 C420jpeg\nFRAME\n"), .. new byte[12]],
        [.. Text("YUV4MPEG2 W2 H2 F90000:1 C420mpeg2 XYSCSS=420MPEG2\nFRAME\n"), .. new byte[6], .. Text("FRAME\n")],
    ];

    public override IReadOnlyList<string> Words { get; } =
        ["YUV4MPEG2", " W", " H", " F", ":", "FRAME\n", "\n", " XCOLORRANGE=FULL", " C444", " A0:0", " Ib"];

    public override void Read(byte[] input)
    {
        Prepare();
        Folder.Write("answer", input);
        using FfmpegSource source = new("clip.mp4", isLive: false);
        using Mat frame = new();
        source.Connect(CancellationToken.None);
        while (source.Read(frame, CancellationToken.None)) { }
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
