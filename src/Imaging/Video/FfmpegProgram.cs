using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DetectionSdk.Imaging.Video;

/// <summary>The ffmpeg on PATH: where it is, and which words its generation understands. Thread-safe.</summary>
internal static partial class FfmpegProgram
{
    private static readonly ConcurrentDictionary<string, Version> Versions = new();
    private static readonly Version Newest = new(int.MaxValue, 0), FramesPerSecondMode = new(5, 1);

    /// <summary>The full path of ffmpeg, or null where there is none.</summary>
    public static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0).Select(folder => Path.GetFullPath(Path.Combine(folder, name)))
            .FirstOrDefault(IsExecutable);
    }

    /// <summary>The full path of ffmpeg.</summary>
    /// <param name="name">Names what needs it.</param>
    /// <exception cref="VideoSourceException">There is none.</exception>
    public static string Require(string name) =>
        Find() ?? throw new VideoSourceException(
            $"'{name}' needs ffmpeg, which is not on PATH; install it (Debian and Ubuntu: apt-get install ffmpeg).");

    /// <summary>The version of an ffmpeg, asked once; the newest where it is no number.</summary>
    public static Version VersionOf(string program) => Versions.GetOrAdd(program, Ask);

    /// <summary>The arguments that keep every frame as often as it is there, whatever its time.</summary>
    public static string[] KeepFrames(Version version) =>
        [version >= FramesPerSecondMode ? "-fps_mode" : "-vsync", "passthrough"];

    /// <summary>Starts ffmpeg with its outputs redirected, and its input where it takes one.</summary>
    /// <exception cref="VideoSourceException">It does not start; the message says why.</exception>
    public static Process Start(
        string program, IEnumerable<string> arguments, string name, bool takesInput = false)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = takesInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new VideoSourceException(
                $"'{name}' cannot be opened, because {program} does not start: {error.Message}", error);
        }
    }

    private static Version Ask(string program)
    {
        using Process process = Start(program, ["-version"], "-version");
        using StreamReader output = process.StandardOutput, errors = process.StandardError;
        Match number = Number().Match(output.ReadLine() ?? "");
        process.Kill();
        process.WaitForExit();
        return number.Success ? Version.Parse(number.Groups[1].ValueSpan) : Newest;
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path)
            && (OperatingSystem.IsWindows()
                || (File.GetUnixFileMode(path)
                    & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    // Builds from a repository have a date or a commit in this place.
    [GeneratedRegex(@"^ffmpeg version n?([0-9]{1,2}\.[0-9]{1,4})")]
    private static partial Regex Number();
}
