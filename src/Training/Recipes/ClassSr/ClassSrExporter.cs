using System.Globalization;
using DetectionSdk.Onnx;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>Writes what a ClassSR run has learned: each branch, and the bundles that choose among them.</summary>
internal sealed class ClassSrExporter(ClassSrNetwork network, ClassSrRecipe recipe, SampleSource samples)
{
    private const string EdgeBundle = "edges.zip", LearnedBundle = "learned.zip", PredictedBundle = "predicted.zip";
    private const string RouterFile = "router.onnx", PredictorFile = "predictor.onnx";
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
        BundlePart[] parts = [.. Enumerable.Range(0, network.Count).Select(branch => Export(run, branch))];
        File.Copy(parts[^1].File, run.CandidateModel, overwrite: true);
        TileJudgement judgement = TileJudgement.Of(network, recipe, samples);
        using EdgeRouter edges = judgement.LearnEdges();
        using LearnedRouter learned = Export(
            run, RouterFile, network.Router.AddTo, images => network.Router.call(images));
        using LearnedRouter predicted = Export(
            run, PredictorFile, ScoresOfPredictor, images => network.Predictor.call(images).exp().neg());
        Write(EdgeBundle, edges);
        Write(LearnedBundle, learned);
        Write(PredictedBundle, predicted);
        Verdict = Describe(parts, judgement.Choices);

        void Write(string file, TileRouter chooses) => FrontEndBundle.Write(
            Path.Combine(run.Path, file), parts, chooses, overlap: 0, recipe.TileSize);
    }

    private BundlePart Export(RunFolder run, int index)
    {
        using SuperResolutionNetwork branch = network.Cut(index);
        string name = string.Create(CultureInfo.InvariantCulture, $"width-{branch.Options.Width}");
        string file = Path.Combine(run.Path, name + ".onnx");
        SuperResolutionExporter.Export(branch, file, "class-sr", recipe.Shrinking);
        return new BundlePart(file, name, Cost: CostOf(file));
    }

    /// <summary>The less error a branch is to be expected to leave, the better it suits.</summary>
    private string ScoresOfPredictor(GraphBuilder graph, string images) =>
        graph.Node("Neg", [graph.Node("Exp", [network.Predictor.AddTo(graph, images)])]);

    private LearnedRouter Export(
        RunFolder run, string file, Func<GraphBuilder, string, string> scores, Func<Tensor, Tensor> answer)
    {
        string path = Path.Combine(run.Path, file);
        GraphBuilder graph = new(Path.GetFileNameWithoutExtension(file));
        string output = scores(graph, graph.Input("images", "batch", 3, "height", "width"));
        graph.Output("scores", output, "batch", network.Count);
        byte[] model = graph.ToModel([new("task", LearnedRouter.Task)]);
        Device device = network.parameters().First().device;
        ExportParity.Require(model, path, Shapes, images =>
        {
            Tensor expected = answer(images.to(device)).cpu();
            return new ParityCase(expected, expected.abs().max());
        });
        AtomicFile.Write(path, stream => stream.Write(model));
        return new LearnedRouter(path, CostOf(path));
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
