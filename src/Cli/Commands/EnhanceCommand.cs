using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk enhance INPUT</c>: enlarges images and clips with a front-end, without detecting.</summary>
internal static class EnhanceCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = ImageInputs.CreateArgument(
            "Images, folders or patterns; or one clip; or a bundle of detsdk overfit, which holds its own.");
        Option<string> output = new("--out", "-o")
        {
            Description = "Folder of the enlarged images (PNG) or clip (FFV1 in AVI).",
            HelpName = "DIR",
            Required = true,
        };
        Option<int?> tile = new("--tile")
        {
            Description =
                "Side of the tiles that large images are cut into, in input pixels; 0 never cuts. Default: what a "
                + $"bundle states, or {SuperResolverOptions.DefaultTileSize}.",
            HelpName = "N",
        };
        Option<string?> map = new("--map")
        {
            Description = "Folder for pictures of which tile went to which part of a bundle, blue the cheapest.",
            HelpName = "DIR",
        };
        Option<string?> labels = new("--maps")
        {
            Description =
                "What a model is told that takes label maps: a folder of maps of the outputs' size and the inputs' "
                + "names (PNG, a class per pixel), a segmenter or a detector.",
            HelpName = "DIR|MODEL",
        };
        Option<Shard?> shard = ShardArgument.Create("all into one folder.");
        Command command = new(
            "enhance",
            "Enlarges images and clips with a super-resolution model or bundle, or by bicubic:S.\n"
            + "Example: detsdk enhance photos --model sr-x4.onnx --out enlarged")
            { inputs, output, tile, map, labels, shard };
        FrontEndArguments frontEnd = new(command, "--model", scaled: true);
        frontEnd.RequireUnless(command, arguments => MayBeBundle(arguments.GetValue(inputs)));
        DeviceArgument device = new(command);
        tile.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int side) && side is not (0 or >= 16))
                result.AddError($"--tile is {side}; expected 0, or at least 16.");
        });
        command.SetStoppableAction((arguments, token) =>
        {
            (ExecutionProvider provider, int index) = device.Read(arguments);
            SuperResolverOptions options = new() { Provider = provider, DeviceId = index };
            string[] given = arguments.GetRequiredValue(inputs);
            string folder = arguments.GetRequiredValue(output);
            using FrontEnd? loaded = frontEnd.Load(arguments, options with { TileSize = arguments.GetValue(tile) });
            if (loaded is null) return PlayBundle(given[0], options, folder, arguments.GetValue(map), token);
            using EnhancedMaps? maps = EnhancedMaps.Of(loaded, arguments.GetValue(labels));
            bool isClip = given is [string only] && ClipRewriter.IsClip(only);
            if (isClip && frontEnd.IsGated(arguments))
                throw new UsageException("--gate is for images: the frames of a clip must have one size.");
            if (isClip && arguments.GetValue(shard) is not null)
                throw new UsageException("--shard is for images: a clip is one.");
            RoutingReport? routing = RoutingReport.Of(loaded, arguments.GetValue(map));
            int exitCode = isClip
                ? EnhanceClip(
                    (image, frame) => EnhanceOne(image, $"{frame:000000}", frame), given[0], OutputOf(given[0], folder),
                    token)
                : new PictureFolder(folder, "enhancing").Write(given, arguments.GetValue(shard), EnhanceWhole, token);
            routing?.Print();
            return exitCode;

            Mat EnhanceWhole(Mat image, string name)
            {
                using Mat enhanced = EnhanceOne(image, name, null);
                return WithAlpha(enhanced, image);
            }

            Mat EnhanceOne(Mat image, string name, int? frame)
            {
                using Mat? told = maps?.Tell(image, name);
                FrontEndContext context = frontEnd.ContextOf(arguments, image.Size(), frame) with { LabelMap = told };
                routing?.Add(image, context, name);
                return loaded.Enhance(image, context);
            }
        });
        return command;
    }

    private static bool MayBeBundle(string[]? inputs) => inputs is [string only]
        && (Path.GetExtension(only).Equals(".zip", StringComparison.OrdinalIgnoreCase)
            || FrontEndBundle.IsBundle(only));

    private static int PlayBundle(
        string bundle, SuperResolverOptions options, string folder, string? maps, CancellationToken token)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("detsdk-");
        try
        {
            string clip = FrontEndBundle.ExtractClip(bundle, temporary.FullName);
            using SuperResolver resolver = SuperResolver.Load(bundle, options);
            if (resolver.TileWarning is { } warning) CommandRunner.Report(warning);
            RoutingReport? routing = maps is null ? null : RoutingReport.Of(resolver, maps);
            int exitCode = EnhanceClip(Play, clip, OutputOf(bundle, folder), token);
            routing?.Print();
            return exitCode;

            Mat Play(Mat image, int frame)
            {
                FrontEndContext context = new(Frame: frame);
                routing?.Add(image, context, $"{frame:000000}");
                return resolver.Enhance(image, context);
            }
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static string OutputOf(string clip, string folder) =>
        Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(clip), ClipRewriter.Extension));

    private static int EnhanceClip(Func<Mat, int, Mat> enhance, string clip, string output, CancellationToken token)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        (int frames, Size size, string? problem) =
            ClipRewriter.Run(clip, output, enhance, cancellationToken: token);
        if (problem is not null) CommandRunner.Report(problem);
        Console.WriteLine($"{frames} frames, {size.Width} x {size.Height}");
        return ExitCode.Success;
    }

    // Transparency is no light: it is enlarged by cubic interpolation, whatever enlarged the colours.
    private static Mat WithAlpha(Mat enhanced, Mat image)
    {
        if (image.Channels() != 4) return enhanced[0, enhanced.Height, 0, enhanced.Width];
        using Mat alpha = image.ExtractChannel(3), enlarged = new();
        Cv2.Resize(alpha, enlarged, enhanced.Size(), 0, 0, InterpolationFlags.Cubic);
        Mat transparent = new();
        Cv2.CvtColor(enhanced, transparent, ColorConversionCodes.BGR2BGRA);
        Cv2.InsertChannel(enlarged, transparent, 3);
        return transparent;
    }
}
