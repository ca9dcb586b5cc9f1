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
        Argument<string[]> inputs = ImageInputs.CreateArgument("Images, folders or patterns; or one clip.");
        Option<string> output = new("--out", "-o")
        {
            Description = "Folder of the enlarged images (PNG) or clip (FFV1 in AVI).",
            HelpName = "DIR",
            Required = true,
        };
        Option<int> tile = new("--tile")
        {
            Description = "Side of the tiles that large images are cut into, in input pixels; 0 never cuts.",
            HelpName = "N",
            DefaultValueFactory = _ => new SuperResolverOptions().TileSize,
        };
        Command command = new(
            "enhance",
            "Enlarges images and clips with a super-resolution model, or by "
            + "bicubic:S.\nExample: detsdk enhance photos --model sr-x4.onnx --out enlarged") { inputs, output, tile };
        FrontEndArguments frontEnd = new(command, "--model", required: true, scaled: true);
        DeviceArgument device = new(command);
        tile.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int side) && side is not (0 or >= 16))
                result.AddError($"--tile is {side}; expected 0, or at least 16.");
        });
        command.SetStoppableAction((arguments, token) =>
        {
            (ExecutionProvider provider, int index) = device.Read(arguments);
            using FrontEnd loaded = frontEnd.Load(
                arguments,
                new SuperResolverOptions
                {
                    TileSize = arguments.GetValue(tile),
                    Provider = provider,
                    DeviceId = index,
                })!;
            bool isClip = arguments.GetRequiredValue(inputs) is [string only] && ClipRewriter.IsClip(only);
            if (isClip && frontEnd.IsGated(arguments))
                throw new UsageException("--gate is for images: the frames of a clip must have one size.");
            return isClip
                ? EnhanceClip(loaded, arguments.GetRequiredValue(inputs)[0], arguments.GetRequiredValue(output), token)
                : EnhanceImages(loaded, arguments.GetRequiredValue(inputs), arguments.GetRequiredValue(output), token);
        });
        return command;
    }

    private static int EnhanceClip(FrontEnd frontEnd, string clip, string folder, CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        string output = Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(clip), ClipRewriter.Extension));
        (int frames, Size size) =
            ClipRewriter.Run(clip, output, (frame, _) => frontEnd.Upscale(frame), cancellationToken: token);
        Console.WriteLine($"{frames} frames, {size.Width} x {size.Height}");
        return ExitCode.Success;
    }

    private static int EnhanceImages(FrontEnd frontEnd, string[] inputs, string folder, CancellationToken token)
    {
        IReadOnlyList<string> files = ImageInputs.Expand(inputs);
        string root = ImageInputs.Root(inputs);
        IReadOnlyList<string> outputs = PictureNames.WithExtension(
            files.Select(file => Path.GetRelativePath(root, file)), ".png");
        List<string> failures = ProgressBar.Run("enhancing", files.Count, advance =>
        {
            List<string> failed = [];
            foreach ((string file, string output) in files.Zip(outputs))
            {
                token.ThrowIfCancellationRequested();
                if (Enhance(frontEnd, file, Path.Combine(folder, output)) is { } failure) failed.Add(failure);
                advance();
            }
            return failed;
        });
        failures.ForEach(CommandRunner.Report);
        Console.WriteLine($"{files.Count - failures.Count} images");
        return failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static string? Enhance(FrontEnd frontEnd, string file, string output)
    {
        try
        {
            if (Path.GetFullPath(file) == Path.GetFullPath(output))
                return $"The output '{output}' is the input itself; choose another output folder.";
            using Mat image = ImageFile.Read(file), enhanced = frontEnd.Upscale(image);
            AtomicFile.Write(output, stream => enhanced.WriteToStream(stream));
            return null;
        }
        catch (Exception error) when (CommandRunner.IsExpected(error))
        {
            return CommandRunner.Describe(file, error);
        }
    }
}
