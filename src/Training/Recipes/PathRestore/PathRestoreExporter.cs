using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// Writes what a Path-Restore run has learned: a network for each path, and the bundles that choose among them.
/// </summary>
internal sealed class PathRestoreExporter(PathRestoreNetwork network, PathRestoreRecipe recipe, SampleSource samples)
{
    private const string NoiseBundle = "noise.zip", LearnedBundle = "learned.zip", PlainBundle = "plain.zip";
    private const string RouterFile = "router.onnx";
    private const double Collapsed = 0.9;

    private static readonly long[][] Shapes = [[2, 3, 16, 24], [1, 3, 32, 32]];

    /// <summary>What was found of the pathfinder, in words, after an export.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>Writes the files of the run; the network with all blocks is the candidate.</summary>
    /// <exception cref="ModelExportException">
    /// A network computes numbers that are not finite, or its exported model computes something else.
    /// </exception>
    public void Export(RunFolder run)
    {
        BundlePart[] parts = [.. recipe.Paths.Paths.Select(path => Export(run, path))];
        File.Copy(parts[^1].File, run.CandidateModel, overwrite: true);
        if (recipe.Learning == PathLearning.None)
        {
            Write(PlainBundle, null);
            Verdict = SizeWarning();
            return;
        }
        PathJudgement judgement = PathJudgement.Of(network, recipe, samples);
        double shift = judgement.ShiftFor(recipe.PathShare);
        string router = Path.Combine(run.Path, RouterFile);
        ExportRouter(router, shift);
        using NoiseRouter noise = judgement.LearnNoise(recipe.PathShare);
        using LearnedRouter learned = new(router, CostOf(router));
        Write(NoiseBundle, noise);
        Write(LearnedBundle, learned);
        Verdict = $"{Describe(judgement, judgement.Chosen(shift))} {SizeWarning()}".TrimEnd();

        void Write(string file, TileRouter? chooses) => FrontEndBundle.Write(
            Path.Combine(run.Path, file), parts, chooses, overlap: 0, recipe.TileSize);
    }

    private BundlePart Export(RunFolder run, bool[] path)
    {
        string name = PathSet.NameOf(path), file = Path.Combine(run.Path, name + ".onnx");
        GraphBuilder graph = new("restoration");
        string restored = network.Restorer.AddTo(graph, graph.Input("images", "batch", 3, "height", "width"), path);
        graph.Output("enlarged", restored, "batch", 3, "enlarged_height", "enlarged_width");
        byte[] model = graph.ToModel(Metadata());
        ExportParity.Require(model, file, Shapes, images =>
        {
            Device device = network.parameters().First().device;
            bool[] all = [.. Enumerable.Repeat(path, (int)images.shape[0]).SelectMany(taken => taken)];
            Tensor taken = tensor(all, [images.shape[0], path.Length], device: device);
            Tensor expected = network.Restorer.Restore(images.to(device), taken).cpu();
            return new ParityCase(expected, expected.abs().max());
        });
        AtomicFile.Write(file, stream => stream.Write(model));
        return new BundlePart(file, name, Cost: CostOf(file));
    }

    private KeyValuePair<string, string>[] Metadata() =>
    [
        new("description", "Restores images; path-restore"),
        new("author", "DetectionSDK"),
        new("license", "MIT"),
        new("task", "super-resolution"),
        new("scale", "1"),
        new("architecture", "path-restore"),
        new("recipe", "path-restore"),
        new("degradation", DegradationRecipe.Format(recipe.Noise)),
        new("overlap", network.Restorer.Reach.ToString(CultureInfo.InvariantCulture)),
    ];

    private void ExportRouter(string path, double shift)
    {
        GraphBuilder graph = new("pathfinder");
        string scores = network.Finder.AddTo(
            graph, graph.Input("images", "batch", 3, "height", "width"), recipe.Paths, shift);
        graph.Output("scores", scores, "batch", recipe.Paths.Paths.Count);
        byte[] model = graph.ToModel([new("task", LearnedRouter.Task)]);
        ExportParity.Require(model, path, Shapes, images =>
        {
            Tensor worth = network.Finder.call(images.to(network.parameters().First().device)).cpu();
            using Scalar added = shift;
            Tensor expected = worth.add(added, HeldScalars.One).matmul(recipe.Paths.ToTensor(CPU).t());
            return new ParityCase(expected, expected.abs().max());
        });
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    /// <summary>Multiply-adds per pixel of a tile.</summary>
    private double CostOf(string model)
    {
        int side = recipe.TileSize;
        return ModelCost.Count(model, new Size(side, side)).Sum(layer => layer.MultiplyAdds) / ((double)side * side);
    }

    private string Describe(PathJudgement judgement, IReadOnlyList<int> chosen)
    {
        (int path, double share) = chosen.CountBy(path => path)
            .Select(pair => (pair.Key, pair.Value / (double)chosen.Count)).MaxBy(pair => pair.Item2);
        string most = string.Create(
            CultureInfo.InvariantCulture,
            $"learned.zip takes {judgement.ShareOf(chosen):P0} of the blocks of {chosen.Count} training crops along "
            + $"{chosen.Distinct().Count()} paths; most, {share:P0}, take "
            + $"{PathSet.NameOf(recipe.Paths.Paths[path])}.");
        return share > Collapsed
            ? most + $" It has collapsed: more than {Collapsed:P0} take one path. Train longer, or "
                + "choose another share."
            : most;
    }

    private string SizeWarning()
    {
        int field = 2 * network.Restorer.Reach + 1;
        return recipe.TileSize >= field
            ? ""
            : $"The tiles of {recipe.TileSize} pixels are smaller than the receptive field of {field}: most of what "
                + "the last blocks could see lies outside. Choose larger crops or fewer blocks.";
    }
}
