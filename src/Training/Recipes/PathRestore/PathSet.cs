using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Paths that tiles may take through a <see cref="DynamicRestorer"/>, the longest last.</summary>
internal sealed class PathSet
{
    private PathSet(IEnumerable<bool[]> paths) => Paths = [.. paths];

    /// <summary>By path, whether each block is taken or skipped.</summary>
    public IReadOnlyList<bool[]> Paths { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => Paths[0].Length;

    /// <summary>Every choice of blocks.</summary>
    public static PathSet Any(int blocks) => new(
        Enumerable.Range(0, 1 << blocks)
            .Select(bits => Enumerable.Range(0, blocks).Select(i => (bits >> i & 1) == 1).ToArray()));

    /// <summary>The first blocks and no later one.</summary>
    public static PathSet Depths(int blocks) => new(
        Enumerable.Range(0, blocks + 1)
            .Select(depth => Enumerable.Range(0, blocks).Select(i => i < depth).ToArray()));

    /// <summary>The one path that takes every block.</summary>
    public static PathSet Whole(int blocks) => new([[.. Enumerable.Repeat(true, blocks)]]);

    /// <summary>A path's name: 1 for each block taken, 0 for each skipped.</summary>
    public static string NameOf(IEnumerable<bool> path) => "path-" + string.Concat(path.Select(taken => taken ? 1 : 0));

    /// <summary>Blocks that a path takes.</summary>
    public static int DepthOf(IEnumerable<bool> path) => path.Count(taken => taken);

    /// <summary>The path of the highest score, where each block that is taken adds its score; of equals the first.
    /// </summary>
    public int Best(IReadOnlyList<double> blockScores)
    {
        double[] scores = [.. Paths.Select(path => path.Zip(blockScores, (taken, score) => taken ? score : 0).Sum())];
        return Array.IndexOf(scores, scores.Max());
    }

    /// <summary>All paths, (paths, blocks), 1 for taken.</summary>
    public Tensor ToTensor(Device device) => tensor(
        [.. Paths.SelectMany(path => path.Select(taken => taken ? 1f : 0f))], [Paths.Count, Blocks], device: device);
}
