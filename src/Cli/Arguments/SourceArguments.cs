using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Streaming;

namespace DetectionSdk.Cli;

/// <summary>The options by which a verb that follows cameras opens them.</summary>
internal sealed class SourceArguments
{
    private const string Live = "live", Recording = "recording";

    private readonly Option<bool> _loop = new("--loop") { Description = "Plays clips for ever." };
    private readonly Option<double?> _rate = new("--live")
    {
        Description = "Plays clips as live cameras of this rate, which do not wait.",
        HelpName = "FPS",
    };
    private readonly Option<string?> _taken = new("--as")
    {
        Description = "Takes all sources as live cameras or as recordings instead of asking the stream.",
        HelpName = $"{Live}|{Recording}",
    };
    private readonly Option<string?> _ffmpeg = new("--ffmpeg")
    {
        Description = "Arguments for ffmpeg before its input, such as \"-rtsp_transport udp\" or \"-f mjpeg\".",
        HelpName = "ARGUMENTS",
    };

    public SourceArguments(Command command)
    {
        _rate.Validators.Add(RequireRate);
        _taken.Validators.Add(RequireKind);
        foreach (Option option in (Option[])[_loop, _rate, _taken, _ffmpeg]) command.Options.Add(option);
    }

    /// <summary>Frames per second of what is recorded: those that clips are played at, or 25.</summary>
    public double RateOf(ParseResult arguments) => arguments.GetValue(_rate) ?? 25;

    /// <exception cref="FileNotFoundException">There is no such source.</exception>
    public VideoSource Open(ParseResult arguments, string address)
    {
        VideoSource source = VideoSource.Open(address, new VideoSourceOptions
        {
            Loop = arguments.GetValue(_loop),
            IsLive = arguments.GetValue(_taken) is { } kind ? kind == Live : null,
            InputArguments = (arguments.GetValue(_ffmpeg) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        });
        return arguments.GetValue(_rate) is { } rate && source is FileSource or FolderSource
            ? source.AsLive(rate)
            : source;
    }

    private static void RequireRate(OptionResult result)
    {
        if (result.GetValueOrDefault<double?>() is { } rate && !(rate is > 0 and <= 1000))
            result.AddError($"--live is {rate}; expected above 0, at most 1000 frames per second.");
    }

    private static void RequireKind(OptionResult result)
    {
        if (result.Tokens is [Token token] && token.Value is not (Live or Recording))
            result.AddError($"--as is {token.Value}; expected {Live} or {Recording}.");
    }
}
