// Detects on live cameras:  dotnet run -c Release --project examples/CameraStream -- clip.mp4 --model model.onnx --view
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using DetectionSdk;
using DetectionSdk.Examples.CameraStream.Cameras;
using DetectionSdk.Examples.CameraStream.View;
using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using DetectionSdk.Watching;

Argument<string[]> sources = new("SOURCE")
{
    Description = "Clips, image folders, cameras (/dev/video0) or addresses (rtsp://...).",
    Arity = ArgumentArity.OneOrMore,
};
Option<string[]> models = new("--model", "-m")
{
    Description = "ONNX detect model, the SDK's own by default; several to switch between on the page.",
    HelpName = "FILE",
    AllowMultipleArgumentsPerToken = true,
};
Option<string?> beside = new("--beside")
{
    Description = "Shows every source a second time, searched by this model: what another detector finds meanwhile.",
    HelpName = "FILE",
};
Option<string?> frontEnd = new("--front-end")
{
    Description = "Super-resolution model to run before the detectors: one more choice per model on the page.",
    HelpName = "FILE",
};
Option<float> confidence = new("--confidence", "-c")
{
    Description = "Score from which on an object is followed, 0 to 1.",
    HelpName = "C",
    DefaultValueFactory = _ => 0.25f,
};
Option<bool> loop = new("--loop") { Description = "Plays clips for ever." };
Option<double?> live = new("--live")
{
    Description = "Plays clips as live cameras of this rate, which do not wait.",
    HelpName = "FPS",
};
Option<string?> taken = new("--as")
{
    Description = "Takes all sources as 'live' cameras or as a 'recording' instead of asking the stream.",
    HelpName = "KIND",
};
Option<string?> ffmpeg = new("--ffmpeg")
{
    Description = "Arguments for ffmpeg before its input, such as \"-rtsp_transport udp\" or \"-f mjpeg\".",
    HelpName = "ARGUMENTS",
};
Option<int?> view = new("--view")
{
    Description = "Serves a page on 127.0.0.1; port 8080 unless given, 0 for a free one.",
    HelpName = "PORT",
    Arity = ArgumentArity.ZeroOrOne,
};
Option<string?> listen = new("--listen")
{
    Description = "Serves the page to other machines on this address; needs --token.",
    HelpName = "IP",
};
Option<string?> token = new("--token")
{
    Description = "What viewers must know: http://IP:PORT/?token=T. At least 16 characters.",
    HelpName = "T",
};
Option<double> degrade = new("--degrade") { Description = "Degrades the pictures first, 0 to 1.", HelpName = "D" };
Option<string?> recording = new("--record")
{
    Description = "Records annotated pictures, in files CAMERA-TIME.mp4 of this folder.",
    HelpName = "DIR",
};
Option<string?> events = new("--events")
{
    Description = "Adds what happens to this file, one JSON object a line.",
    HelpName = "events.jsonl",
};
confidence.Validators.Add(Require(confidence, value => value is >= 0 and <= 1, "0 to 1"));
degrade.Validators.Add(Require(degrade, value => value is >= 0 and <= 1, "0 to 1"));
live.Validators.Add(Require(live, value => value is > 0 and <= 1000, "above 0, at most 1000 frames per second"));
taken.Validators.Add(Require(taken, value => value is "live" or "recording", "live or recording"));
view.Validators.Add(Require(view, value => value is null or >= 0 and <= 65535, "a port, 0 to 65535"));
listen.Validators.Add(
    Require(listen, value => IPAddress.TryParse(value, out _), "an IP address such as 192.168.1.5 or 0.0.0.0"));
token.Validators.Add(
    Require(
        token, value => value is { Length: >= ViewGuard.ShortestToken },
        $"at least {ViewGuard.ShortestToken} characters"));
recording.Validators.Add(
    Require(
        recording, value => !value!.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase) && HasFolder(value),
        "a folder, or the name of one to make"));
events.Validators.Add(Require(events, value => HasFolder(value!), "a file in a folder that exists"));

RootCommand command = new("Finds and follows objects in cameras and clips.")
{
    sources,
    models,
    beside,
    frontEnd,
    confidence,
    loop,
    live,
    taken,
    ffmpeg,
    view,
    listen,
    token,
    degrade,
    recording,
    events,
};
command.Validators.Add(result =>
{
    bool isOpen = IPAddress.TryParse(result.GetValue(listen), out IPAddress? address) && !IPAddress.IsLoopback(address);
    if (isOpen && result.GetValue(token) is null)
        result.AddError("--listen opens the page to other machines: expected --token too.");
});
command.SetAction(RunAsync);
ParseResult parsed = command.Parse(args);
try
{
    return parsed.Errors.Count > 0
        ? Fail(2, [.. parsed.Errors.Select(e => e.Message)])
        : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error)
    when (error is DetectionSdkException or IOException or UnauthorizedAccessException or DllNotFoundException)
{
    return Fail(1, error.Message);
}

async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
{
    float followed = arguments.GetValue(confidence);
    SuperResolver? resolver = arguments.GetValue(frontEnd) is { } file
        ? SuperResolver.Load(file, new SuperResolverOptions { Spinning = false })
        : null;
    DetectorOptions options = new() { Confidence = TrackerOptions.From(followed).LowScore, Spinning = false };
    using DetectorChoices detectors = DetectorChoices.Create(
        arguments.GetValue(models) ?? [], options, resolver);
    using DetectorChoices? other = arguments.GetValue(beside) is { } model
        ? DetectorChoices.Create([model], options)
        : null;
    DegradationStrength degradation = new() { Value = arguments.GetValue(degrade) };
    using EventFile? log = arguments.GetValue(events) is { } path ? new EventFile(path) : null;

    List<CameraWatch> cameras = [];
    List<CameraView> views = [];
    List<Task> running = [];
    (string Address, DetectorChoices Detectors)[] searches =
    [
        .. from address in arguments.GetRequiredValue(sources)
           from choices in (DetectorChoices?[])[detectors, other]
           where choices is not null
           select (address, choices),
    ];
    foreach ((string address, DetectorChoices choices) in searches)
    {
        VideoSource source = Open(arguments, address);
        views.Add(new CameraView(choices == other ? $"{source.Name}, {other.Names[0]}" : source.Name));
        cameras.Add(
            new CameraWatch(
                new DegradedSource(source, degradation), choices.Current,
                new WatchOptions { Stream = OptionsFor(source, followed) }));
        choices.Serve(cameras[^1]);
    }

    await using ViewServer? server = arguments.GetResult(view) is null
        ? null
        : await ViewServer.StartAsync(
            EndPointOf(arguments), arguments.GetValue(token), views, detectors, degradation);
    if (server is not null) Console.WriteLine($"page: {server.Address}");
    for (int i = 0; i < cameras.Count; i++)
    {
        List<WatchOutput> outputs = [views[i]];
        if (arguments.GetValue(recording) is { } folder)
            outputs.Add(new Recording(folder, arguments.GetValue(live) ?? 25));
        if (log is not null) outputs.Add(log);
        running.Add(WatchAsync(cameras[i], outputs, cancellationToken));
    }
    await Task.WhenAll(running);
    string[] problems = [.. cameras.SelectMany(camera => camera.Problems)];
    cameras.ForEach(camera => camera.Dispose());
    if (problems.Length > 0) return Fail(1, problems);
    return cameras.Exists(camera => (camera.Status.Error ?? camera.Status.Problem) is not null) ? 1 : 0;
}

static async Task WatchAsync(
    CameraWatch camera, IReadOnlyList<WatchOutput> outputs, CancellationToken cancellationToken)
{
    await camera.RunAsync(outputs, cancellationToken);
    WatchStatus status = camera.Status;
    Console.WriteLine(
        status.Error is { } error
            ? $"{status.Name}: {error}"
            : $"{status.Name}: ended after {status.Processed} frames, {status.Dropped} dropped");
    if (status.Problem is { } problem) Console.Error.WriteLine("CameraStream: " + problem);
}

IPEndPoint EndPointOf(ParseResult arguments) => new(
    arguments.GetValue(listen) is { } host ? IPAddress.Parse(host) : IPAddress.Loopback,
    arguments.GetValue(view) ?? 8080);

VideoSource Open(ParseResult arguments, string address)
{
    VideoSource source = VideoSource.Open(address, new VideoSourceOptions
    {
        Loop = arguments.GetValue(loop),
        IsLive = arguments.GetValue(taken) is { } kind ? kind == "live" : null,
        InputArguments = (arguments.GetValue(ffmpeg) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
    });
    return arguments.GetValue(live) is { } rate && !source.IsLive ? source.AsLive(rate) : source;
}

// The images of a folder have nothing to do with each other.
static StreamOptions OptionsFor(VideoSource source, float followed) => new()
{
    Tracking = source is FolderSource ? null : TrackerOptions.From(followed),
};

static bool HasFolder(string path) => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)));

static Action<OptionResult> Require<T>(Option<T> option, Func<T, bool> holds, string expected) => result =>
{
    if (result.Tokens.Count > 0 && result.GetValue(option) is { } value && !holds(value))
        result.AddError($"{option.Name} is '{value}'; expected {expected}.");
};

static int Fail(int code, params string[] messages)
{
    foreach (string message in messages) Console.Error.WriteLine("CameraStream: " + message);
    return code;
}
