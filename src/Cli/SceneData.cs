using System.Globalization;
using DetectionSdk.Training;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>The data set <c>scenes:N</c>: rendered once into the folder of the run.</summary>
internal static class SceneData
{
    private const string Prefix = "scenes:";

    /// <summary>The data set to read: a rendered one for <c>scenes:N</c>, the given one otherwise.</summary>
    public static string Render(string data, string run, int seed, int side)
    {
        if (!data.StartsWith(Prefix, StringComparison.Ordinal)) return data;
        if (!int.TryParse(data.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            throw new ArgumentException($"--data is '{data}'; expected scenes:N with a number of scenes.");

        string folder = Path.Combine(run, "scenes"), rendering = folder + ".tmp";
        bool belongsToRun = File.Exists(Path.Combine(run, "options.json")); // else it is left from a command that failed
        if (belongsToRun && Directory.Exists(folder)) return folder;
        foreach (string left in (string[])[folder, rendering])
            if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
        SceneDataSet.Write(rendering, count, seed, new Size(side, side));
        Directory.Move(rendering, folder);
        return folder;
    }
}
