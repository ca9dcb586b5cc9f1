using System.Globalization;
using DetectionSdk.Onnx;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>Writes what a ClassSR run has learned: each branch, and the bundles that choose among them.</summary>
internal sealed class ClassSrExporter(ClassSrNetwork network, ClassSrRecipe recipe, SampleSource samples)
{
    private const string EdgeBundle = "edges.zip", LearnedBundle = "learned.zip", RouterFile = "router.onnx";
    private const double Collapsed = 0.9;

    private static readonly long[][] Shapes = [[2, 3, 16, 24], [1, 3, 32, 32]];

    /// <summary>What was found of the routers, in words, after an export.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>Writes the files of the run; the widest branch is the candidate.</summary>
    /// <exception cref="ModelExportException">
    /// A network computes numbers that are not finite, or its exported model computes something else.
    /// </exception>
    public void Export(RunFolder run)
    {
        BundlePart[] parts = [.. network.Branches.Select(branch => Export(run, branch))];
        File.Copy(parts[^1].File, run.CandidateModel, overwrite: true);
        string router = Path.Combine(run.Path, RouterFile);
        ExportRouter(router);
        TileJudgement judgement = TileJudgement.Of(network, recipe, samples);
        using EdgeRouter edges = judgement.LearnEdges();
        using LearnedRouter learned = new(router, CostOf(router));
        Write(EdgeBundle, edges);
        Write(LearnedBundle, learned);
        Verdict = Describe(parts, judgement.Choices);

        void Write(string file, TileRouter chooses) => FrontEndBundle.Write(
            Path.Combine(run.Path, file), parts, chooses, overlap: 0, recipe.TileSize);
    }

    private BundlePart Export(RunFolder run, SuperResolutionNetwork branch)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"width-{branch.Options.Width}");
        string file = Path.Combine(run.Path, name + ".onnx");
        SuperResolutionExporter.Export(branch, file, "class-sr", recipe.Shrinking);
        return new BundlePart(file, name, Cost: CostOf(file));
    }

    private void ExportRouter(string path)
    {
        GraphBuilder graph = new("class-module");
        string scores = network.Router.AddTo(graph, graph.Input("images", "batch", 3, "height", "width"));
        graph.Output("scores", scores, "batch", recipe.Widths.Count);
        byte[] model = graph.ToModel([new("task", LearnedRouter.Task)]);
        ExportParity.Require(model, path, Shapes, images =>
        {
            Tensor expected = network.Router.call(images.to(network.parameters().First().device)).cpu();
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

    private static string Describe(BundlePart[] parts, IReadOnlyList<int> choices)
    {
        double[] shares = [.. parts.Select((_, i) => choices.Count(choice => choice == i) / (double)choices.Count)];
        string list = string.Join(", ", parts.Zip(shares, (part, share) => string.Create(
            CultureInfo.InvariantCulture, $"{part.Name} {share:P0}")));
        string alarm = shares.Max() > Collapsed
            ? $" It has collapsed: more than {Collapsed:P0} go to one branch. Raise the weight of the average loss, or "
                + "train longer."
            : "";
        return $"learned.zip chooses {list} of {choices.Count} training crops.{alarm}";
    }
}
