using System.Globalization;
using DetectionSdk.Training;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// The data set <c>scenes:N</c>: rendered once into the folder of the run, by number, size and seed, so that a command
/// that failed and is corrected finds its scenes or makes others beside them.
/// </summary>
internal static class SceneData
{
    private const string Prefix = "scenes:";
    private const int SmallestSide = 32;

    /// <summary>Whether <c>--data</c> asks for rendered scenes, and names no place.</summary>
    public static bool IsRendered(string data) => data.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The data set to read: a rendered one for <c>scenes:N</c>, the given one otherwise.</summary>
    public static string Render(string data, string run, int seed, int side)
    {
        if (!IsRendered(data)) return data;
        if (!int.TryParse(data.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            throw new UsageException($"--data is '{data}'; expected scenes:N with a number of scenes.");

        if (side < SmallestSide)
            throw new UsageException($"--crop is {side}; expected at least {SmallestSide} for scenes.");

        string folder = Path.Combine(
            run, string.Create(CultureInfo.InvariantCulture, $"scenes-{count}-{side}px-{seed}")), rendering = folder
            + ".tmp";
        if (Directory.Exists(folder)) return folder;
        if (RenderedFor(run) is { } earlier) return earlier;
        // left by a command that was killed
        if (Directory.Exists(rendering)) Directory.Delete(rendering, recursive: true);
        SceneDataSet.Write(rendering, count, seed, new Size(side, side));
        Directory.Move(rendering, folder);
        return folder;
    }

    /// <summary>
    /// The scenes of a run that exists, however they are called: a run may be resumed without repeating seed and size,
    /// and older runs name them otherwise.
    /// </summary>
    private static string? RenderedFor(string run) =>
        File.Exists(Path.Combine(run, "options.json")) && Directory.GetDirectories(run, "scenes*") is [string only]
            ? only
            : null;
}
