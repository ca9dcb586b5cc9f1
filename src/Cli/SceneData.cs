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
        if (Directory.Exists(folder))
        {
            if (File.Exists(Path.Combine(run, "options.json"))) return folder;
            throw new IOException($"'{folder}' exists but belongs to no run, so it may hold other scenes than were asked for. Remove it, or choose another --out.");
        }
        if (Directory.Exists(rendering)) Directory.Delete(rendering, recursive: true); // left by a command that was killed
        SceneDataSet.Write(rendering, count, seed, new Size(side, side));
        Directory.Move(rendering, folder);
        return folder;
    }
}
