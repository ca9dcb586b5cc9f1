using DetectionSdk.Imaging;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// Photographs of a folder as a model sees them: so many, spread evenly over the folder. One that cannot be read is
/// named once and left out.
/// </summary>
/// <param name="detector">Fits, scales and normalises them; not disposed.</param>
/// <param name="files">The files.</param>
/// <param name="read">Called for each that was read.</param>
internal sealed class CalibrationPhotographs(Detector detector, IReadOnlyList<string> files, Action read)
{
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>So many files of a folder, or all where there are fewer.</summary>
    /// <exception cref="FileNotFoundException">There is no image in the folder.</exception>
    public static IReadOnlyList<string> Choose(string folder, int count)
    {
        IReadOnlyList<string> files = ImageInputs.Expand([folder]);
        if (files.Count <= count) return files;
        return [.. Enumerable.Range(0, count).Select(i => files[(int)((long)i * files.Count / count)])];
    }

    /// <summary>The inputs of the model, photograph by photograph; may be read several times.</summary>
    public IEnumerable<IReadOnlyCollection<NamedOnnxValue>> Read()
    {
        foreach (string file in files.Where(file => !_unreadable.Contains(file)))
        {
            if (Prepare(file) is not { } inputs) continue;
            yield return inputs;
            read();
        }
    }

    private IReadOnlyList<NamedOnnxValue>? Prepare(string file)
    {
        try
        {
            using Mat image = ImageFile.Read(file);
            return detector.Prepare(image);
        }
        catch (Exception error) when (CommandRunner.IsExpected(error))
        {
            _unreadable.Add(file);
            CommandRunner.Report($"{CommandRunner.Describe(file, error).TrimEnd('.')}; left out.");
            return null;
        }
    }
}
