using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk detect INPUT...</c>: finds objects in image files.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = ImageInputs.CreateArgument("Image files, folders or patterns.");
        Option<string?> pictures = new("--out", "-o")
        {
            Description = "Writes annotated pictures into this folder.",
            HelpName = "DIR",
        };
        Option<string?> json = new("--json")
        {
            Description = "Writes all detections as JSON; - is stdout.",
            HelpName = "FILE",
        };
        Command command = new(
            "detect",
            "Finds objects in images.\n"
            + "Example: detsdk detect photos --model yolov8n.onnx --out found --json "
            + "found.json") { inputs, pictures, json };
        DetectorArguments detector = new(command, confidence: new DetectorOptions().Confidence);
        FrontEndArguments frontEnd = new(command);
        command.SetStoppableAction((arguments, token) => Run(
            detector.Load(arguments, detector.LoadFrontEnd(arguments, frontEnd)), arguments.GetRequiredValue(inputs),
            arguments.GetValue(pictures), arguments.GetValue(json), token));
        return command;
    }

    private static int Run(Detector detector, string[] inputs, string? pictures, string? json, CancellationToken token)
    {
        using (detector)
        {
            foreach (string input in inputs) RefuseFilm(input);
            IReadOnlyList<string> files = ImageInputs.Expand(inputs);
            PictureNames names = new(files);
            if (pictures is not null) RequireApart(files, names, pictures);
            List<(string File, DetectionResult Result)> found = [];
            List<string> failures = [];
            try
            {
                ProgressBar.Run("detecting", files.Count, advance => DetectAll(files, failures, advance, file =>
                {
                    token.ThrowIfCancellationRequested();
                    using Mat image = ImageFile.Read(file);
                    DetectionResult result = detector.Detect(image);
                    found.Add((file, result));
                    if (pictures is not null) SavePicture(Path.Combine(pictures, names.Of(file)), image, result);
                }));
            }
            finally
            {
                Report(found, failures, json);
            }
            return failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
        }
    }

    private static void RefuseFilm(string input)
    {
        bool isAddress = input.Contains("://", StringComparison.Ordinal);
        if (isAddress || (File.Exists(input) && ClipRewriter.IsClip(input)))
            throw new UsageException(
                $"'{AddressName.Of(input)}' is {(isAddress ? "an address" : "a clip")}; expected images. Clips and "
                + "cameras are for the verb watch.");
    }

    private static void RequireApart(IReadOnlyList<string> files, PictureNames names, string folder)
    {
        HashSet<string> kept = [.. files.Select(Path.GetFullPath)];
        if (files.FirstOrDefault(file => kept.Contains(Path.GetFullPath(Path.Combine(folder, names.Of(file)))))
            is { } replaced)
            throw new UsageException(
                $"--out is '{folder}', where the picture of '{replaced}' would replace an input; expected another "
                + "folder.");
        Directory.CreateDirectory(folder);
    }

    // What was found is said and written whatever else fails, also when the user stops.
    private static void Report(
        List<(string File, DetectionResult Result)> found, List<string> failures, string? json)
    {
        failures.ForEach(CommandRunner.Report);
        if (json is not "-") Print(found);
        if (json is "-") WriteJson(Console.OpenStandardOutput(), found);
        else if (json is not null) AtomicFile.Write(json, stream => WriteJson(stream, found));
    }

    private static void Print(List<(string File, DetectionResult Result)> found)
    {
        found.ForEach(f => Console.WriteLine(Summary(f.File, f.Result)));
        if (found.Count > 1)
            Console.WriteLine($"{found.Count} images: {Counts(found.SelectMany(f => f.Result.Objects))}");
    }

    private static bool DetectAll(
        IReadOnlyList<string> files, List<string> failures, Action advance, Action<string> detect)
    {
        foreach (string file in files)
        {
            try
            {
                detect(file);
            }
            catch (Exception error) when (CommandRunner.IsExpected(error))
            {
                failures.Add(CommandRunner.Describe(file, error));
            }
            advance();
        }
        return failures.Count == 0;
    }

    private static void SavePicture(string path, Mat image, DetectionResult result)
    {
        using Mat drawn = result.Draw(image);
        AtomicFile.Write(path, stream => drawn.WriteToStream(stream, Path.GetExtension(path)));
    }

    private static void WriteJson(Stream stream, List<(string File, DetectionResult Result)> found)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach ((string file, DetectionResult result) in found) result.WriteTo(writer, file);
        writer.WriteEndArray();
    }

    private static string Summary(string file, DetectionResult result)
    {
        string found = Counts(result.Objects);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Printable.Text(file)}: {found} ({result.Timings.Total.TotalMilliseconds:0} ms)");
    }

    private static string Counts(IEnumerable<DetectedObject> objects)
    {
        string[] counts =
        [
            .. objects.GroupBy(o => o.Label).OrderByDescending(label => label.Count())
                .Select(label => $"{label.Count()} {label.Key}"),
        ];
        return counts.Length == 0 ? "nothing" : string.Join(", ", counts);
    }
}
