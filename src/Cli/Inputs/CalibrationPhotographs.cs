using DetectionSdk.Imaging;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// Photographs of a folder as a model sees them: so many, spread evenly over the folder. One that cannot be read is
/// named once and left out.
/// </summary>
/// <param name="network">Fits, scales and normalises them; not disposed.</param>
/// <param name="files">The files.</param>
internal sealed class CalibrationPhotographs(QuantizableNetwork network, IReadOnlyList<string> files)
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

    /// <summary>How many files there are.</summary>
    public int Count => files.Count;

    /// <summary>Those that were not found unreadable so far.</summary>
    public IEnumerable<string> Readable => files.Where(file => !_unreadable.Contains(file));

    /// <summary>The inputs of the model, photograph by photograph; may be read several times.</summary>
    /// <param name="read">Called for each that was read.</param>
    public IEnumerable<IReadOnlyCollection<NamedOnnxValue>> Read(Action read)
    {
        foreach (string file in Readable)
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
            return network.Prepare(image);
        }
        catch (Exception error) when (CommandRunner.IsExpected(error))
        {
            _unreadable.Add(file);
            CommandRunner.Report($"{CommandRunner.Describe(file, error).TrimEnd('.')}; left out.");
            return null;
        }
    }
}
