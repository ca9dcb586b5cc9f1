using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>Makes a PNG of every picture of a command line, in a folder of the inputs' own shape.</summary>
/// <param name="folder">Where they are written; made if absent.</param>
/// <param name="doing">What the progress bar says is done.</param>
internal sealed class PictureFolder(string folder, string doing)
{
    /// <summary>
    /// Makes the pictures, each whole or not at all, tells on stderr of those that fail, and says how many there are.
    /// </summary>
    /// <param name="inputs">Files, folders and patterns.</param>
    /// <param name="shard">Which of the pictures; null for all.</param>
    /// <param name="make">
    /// Makes a picture, which is disposed, from one in 8 bits, BGR or BGRA, and the name of its file below the folder.
    /// </param>
    /// <param name="token">Stops between two pictures.</param>
    /// <returns>The exit code.</returns>
    public int Write(string[] inputs, Shard? shard, Func<Mat, string, Mat> make, CancellationToken token)
    {
        IReadOnlyList<string> files = ImageInputs.Expand(inputs);
        string root = ImageInputs.Root(inputs);
        IReadOnlyList<string> outputs = PictureNames.WithExtension(
            files.Select(file => Path.GetRelativePath(root, file)), ".png");
        (string File, string Output)[] own =
            [.. files.Zip(outputs).Where((_, index) => shard?.Holds(index) ?? true)];
        HashSet<string> kept = [.. files.Select(Path.GetFullPath)];
        List<string> failures = ProgressBar.Run(doing, own.Length, advance =>
        {
            List<string> failed = [];
            foreach ((string file, string output) in own)
            {
                token.ThrowIfCancellationRequested();
                if (Write(image => make(image, output), file, Path.Combine(folder, output), kept) is { } failure)
                    failed.Add(failure);
                advance();
            }
            return failed;
        });
        failures.ForEach(CommandRunner.Report);
        Console.WriteLine($"{own.Length - failures.Count} images");
        return failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static string? Write(Func<Mat, Mat> make, string file, string output, HashSet<string> kept)
    {
        try
        {
            if (Path.GetFullPath(file) == Path.GetFullPath(output))
                return $"The output '{output}' is the input itself; choose another output folder.";
            if (kept.Contains(Path.GetFullPath(output)))
                return $"The output '{output}' of '{file}' is another input; choose another output folder.";
            using Mat image = ImageFile.ReadWithAlpha(file), made = make(image);
            byte[] encoded = Encode(made);
            AtomicFile.Write(output, stream => stream.Write(encoded));
            return null;
        }
        catch (Exception error) when (CommandRunner.IsExpected(error))
        {
            return CommandRunner.Describe(file, error);
        }
        catch (Exception error)
            when (error is OutOfMemoryException or OpenCVException { Status: ErrorCode.StsNoMem })
        {
            return $"'{file}' needs more memory than there is: {error.Message}";
        }
    }

    // OpenCV tells of a failure by false alone.
    private static byte[] Encode(Mat image) => Cv2.ImEncode(".png", image, out byte[] encoded) && encoded.Length > 0
        ? encoded
        : throw new ImageFormatException(
            $"The image of {image.Width} x {image.Height} pixels could not be written as PNG, most often for want of "
            + "memory.");
}
