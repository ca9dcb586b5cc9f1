using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using DetectionSdk.Watching;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk watch SOURCE...</c>: follows the objects in front of cameras and says what happens.</summary>
internal static class WatchCommand
{
    private const string StandardOutput = "-", List = ".json";
    private const double BytesPerGigabyte = 1e9;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private static readonly Argument<string[]> Sources = new("SOURCE")
    {
        Description = "Clips, image folders, cameras (/dev/video0), addresses (rtsp://...), or lists of cameras with "
            + "rules of their own (cameras.json).",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string?> Events = new("--events")
    {
        Description = "Adds what happens to this file, one JSON object a line; - is stdout.",
        HelpName = "FILE",
    };
    private static readonly Option<string[]> Webhooks = new("--webhook")
    {
        Description = "Posts every line of --events to this address, and tries again until it is taken.",
        HelpName = "URL",
    };
    private static readonly Option<string?> Record = new("--record")
    {
        Description = "Records annotated pictures in H.264, in files CAMERA-TIME.mp4 of this folder.",
        HelpName = "DIR",
    };
    private static readonly Option<double> Minutes = new("--record-minutes")
    {
        Description = "Length of one file of --record.",
        HelpName = "M",
        DefaultValueFactory = _ => new RecordingOptions().FileLength.TotalMinutes,
    };
    private static readonly Option<double?> Kept = new("--record-keep")
    {
        Description = "Most space that the recordings of one camera take; the oldest are deleted. Default: none is.",
        HelpName = "GB",
    };

    public static Command Create()
    {
        Command command = new(
            "watch",
            "Follows objects in front of cameras: counts them in zones and across lines, raises alarms, records.\n"
            + "Example: detsdk watch rtsp://camera/stream --line road:0,240:640,240 --classes car,truck --events "
            + "events.jsonl --webhook http://localhost:8080/events") { Sources };
        SourceArguments source = new(command);
        RuleArguments rules = new(command);
        foreach (Option option in (Option[])[Events, Webhooks, Record, Minutes, Kept]) command.Options.Add(option);
        DetectorArguments detector = new(command, confidence: new DetectorOptions().Confidence);
        FrontEndArguments frontEnd = new(command);
        command.Validators.Add(RequireFiles);
        Record.Validators.Add(RequireFolder);
        Minutes.Validators.Add(RequireMinutes);
        Kept.Validators.Add(RequireSpace);
        // A mask that is not heeded would show what is to be hidden.
        command.Validators.Add(result =>
        {
            if (Array.Find(result.GetValue(Sources) ?? [], IsList) is { } list && rules.AreGiven(result))
                result.AddError($"The cameras of '{list}' have rules of their own; expected none on the command line.");
        });
        command.SetStoppableAction((arguments, token) =>
        {
            IReadOnlyList<WatchedCamera> cameras = Cameras(arguments, rules.Read(arguments));
            float confidence = detector.ConfidenceOf(arguments);
            using Detector loaded = detector.Load(
                arguments, detector.LoadFrontEnd(arguments, frontEnd),
                options => options with { Confidence = TrackerOptions.From(confidence).LowScore, Spinning = false });
            CameraWatch[] watches =
            [
                .. cameras.Select(
                    camera => Watch(camera, source.Open(arguments, camera.Source), loaded, confidence)),
            ];
            return RunAsync(arguments, watches, source.RateOf(arguments), token).GetAwaiter().GetResult();
        });
        return command;
    }

    private static IReadOnlyList<WatchedCamera> Cameras(ParseResult arguments, WatchRules common) =>
    [
        .. arguments.GetRequiredValue(Sources).SelectMany(source =>
            IsList(source)
                ? WatchedCamera.ReadList(source)
                : [new WatchedCamera(source, null, common)]),
    ];

    private static bool IsList(string source) => source.EndsWith(List, StringComparison.OrdinalIgnoreCase);

    // The pictures of a folder have nothing to do with each other.
    private static CameraWatch Watch(WatchedCamera camera, VideoSource source, Detector detector, float confidence) =>
        new(source, detector, new WatchOptions
        {
            Name = camera.Name,
            Rules = camera.Rules,
            Stream = new StreamOptions
            {
                Tracking = source is FolderSource ? null : TrackerOptions.From(confidence),
            },
        });

    private static async Task<int> RunAsync(
        ParseResult arguments, CameraWatch[] watches, double rate, CancellationToken token)
    {
        string? path = arguments.GetValue(Events);
        using EventFile? events = path is null or StandardOutput ? null : new EventFile(path);
        if (arguments.GetValue(Record) is { } folder) TellUnfinished(folder);
        using CancellationTokenSource ended = new(), stop = new();
        Task delivery = DeliverAsync(arguments, ended.Token, stop.Token);
        Task running = Task.WhenAll(watches.Select(watch => watch.RunAsync(
            Outputs(arguments, events, rate), token)));
        if (path is StandardOutput) await running.ConfigureAwait(false);
        else await WatchTable.ShowAsync(watches, running).ConfigureAwait(false);
        stop.CancelAfter(Farewell);
        await ended.CancelAsync().ConfigureAwait(false);
        await delivery.ConfigureAwait(false);
        return Close(watches, problemsAreTold: !IsLive(arguments));
    }

    private static void TellUnfinished(string folder)
    {
        string[] names = [.. Recording.Unfinished(folder).Select(path => Path.GetFileName(path))];
        if (names.Length == 0) return;
        string others = names.Length > 3 ? $" and {names.Length - 3} more" : "";
        CommandRunner.Report(
            $"Recordings in '{folder}' that were not ended play as they are, and stay: "
            + $"{string.Join(", ", names.Take(3))}{others}.");
    }

    private static bool IsLive(ParseResult arguments) =>
        WatchTable.IsLive && arguments.GetValue(Events) is not StandardOutput;

    private static WatchOutput[] Outputs(ParseResult arguments, EventFile? events, double rate)
    {
        List<WatchOutput> outputs = [];
        if (events is not null) outputs.Add(events);
        else if (arguments.GetValue(Events) is StandardOutput) outputs.Add(new PrintedEvents());
        if (arguments.GetValue(Record) is { } folder) outputs.Add(RecordingIn(folder, arguments, rate));
        return [.. outputs];
    }

    // At once, where no table shows it: a camera may run for months after.
    private static Recording RecordingIn(string folder, ParseResult arguments, double rate)
    {
        Recording recording = new(folder, rate, new RecordingOptions
        {
            FileLength = TimeSpan.FromMinutes(arguments.GetValue(Minutes)),
            MostBytes = (long?)(arguments.GetValue(Kept) * BytesPerGigabyte),
        });
        if (!IsLive(arguments)) recording.Ended += CommandRunner.Report;
        return recording;
    }

    private static Task DeliverAsync(ParseResult arguments, CancellationToken ended, CancellationToken stop) =>
        Task.WhenAll((arguments.GetValue(Webhooks) ?? []).Select(async address =>
        {
            using Webhook webhook = new(arguments.GetRequiredValue(Events)!, new Uri(address));
            if (!await webhook.SendAsync(ended, stop).ConfigureAwait(false))
                CommandRunner.Report(
                    $"{webhook.Problem}: what it did not take waits in '{arguments.GetValue(Events)}' for the next "
                    + "run with this address.");
        }));

    private static int Close(CameraWatch[] watches, bool problemsAreTold)
    {
        string[] ofOutputs = [.. watches.Select(watch => watch.Status.Problem).OfType<string>()];
        string[] problems =
        [
            .. watches.SelectMany(watch => watch.Problems),
            .. watches.Select(watch => watch.Status.Error).OfType<string>(),
            .. problemsAreTold ? [] : ofOutputs,
        ];
        foreach (CameraWatch watch in watches) watch.Dispose();
        foreach (string problem in problems) CommandRunner.Report(problem);
        return problems.Length + ofOutputs.Length == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static void RequireFiles(CommandResult result)
    {
        string? events = result.GetValue(Events);
        if (events is not (null or StandardOutput) && !HasFolder(events))
            result.AddError($"--events is '{events}'; expected a file in a folder that exists, or -.");
        foreach (string address in result.GetValue(Webhooks) ?? [])
            if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? hook) || !Webhook.IsAddress(hook))
                result.AddError($"--webhook is '{address}'; expected an address such as http://host/path.");
        if (result.GetValue(Webhooks) is { Length: > 0 } && events is null or StandardOutput)
            result.AddError("--webhook goes with --events FILE, where events wait until they are taken.");
    }

    private static void RequireFolder(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } folder
            && !(Directory.Exists(folder) || (HasFolder(folder) && !IsFilm(folder) && !File.Exists(folder))))
            result.AddError($"--record is '{folder}'; expected a folder, or the name of one to make.");
    }

    private static void RequireMinutes(OptionResult result)
    {
        if (result.GetValueOrDefault<double>() is var minutes && !(minutes is > 0 and <= 1440))
            result.AddError(
                FormattableString.Invariant($"--record-minutes is {minutes}; expected above 0, at most 1440."));
    }

    private static void RequireSpace(OptionResult result)
    {
        if (result.GetValueOrDefault<double?>() is { } space && !(space is > 0 and <= 1e9))
            result.AddError(FormattableString.Invariant($"--record-keep is {space}; expected gigabytes, above 0."));
    }

    private static bool IsFilm(string path) => path.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase);

    private static bool HasFolder(string path) => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)));
}
