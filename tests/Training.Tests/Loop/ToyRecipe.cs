using System.Runtime.CompilerServices;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

/// <summary>
/// The smallest recipe of two stages: first the colours of a network learn to copy a photograph, then its detail. All
/// that a further recipe takes is such a file, and the line below.
/// </summary>
internal sealed record ToyRecipe : TrainingRecipe
{
    /// <summary>Steps of the first stage.</summary>
    public int ColourSteps { get; init; } = 30;

    /// <summary>Whether its export is found equal.</summary>
    public bool Exports { get; init; } = true;

    /// <summary>What validates its models; null: it has no validation.</summary>
    internal static Func<string, CocoScores>? Measure { get; set; }

    /// <summary>Scores that all have one value.</summary>
    internal static CocoScores Scores(double precision) => new(
        precision, precision, precision, precision, precision, precision, precision, precision, precision, precision,
        precision, precision);

    [ModuleInitializer]
    internal static void MakeKnown() => RecipeKind.All.Add(new RecipeKind("toy", typeof(ToyRecipe), "toy"));

    internal override void RequireUsable(TrainingData data) => DataSetCheck.RequireImages(data.Training);

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (ToyNetwork network, ToyNetwork average) = BuildTwice(() => new ToyNetwork());
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages =
            [
                new Stage(ColourSteps)
                {
                    Learns = name => name.StartsWith("colour.", StringComparison.Ordinal),
                    Counts = term => term == "colour",
                },
                new Stage(Steps - ColourSteps)
                {
                    Learns = name => name.StartsWith("detail.", StringComparison.Ordinal),
                    Counts = term => term == "detail",
                    RateFactor = _ => 0.5,
                    UsesBatchStatistics = _ => false,
                    Restarts = true,
                },
            ],
            Samples = new PhotographSource(data.Training, Augmentation, Degradation, BatchSize, Seed),
            Losses = (_, tensors) => new LossTerms()
                .Add("colour", nn.functional.l1_loss(network.Colours(tensors.Images), tensors.Clean))
                .Add("detail", nn.functional.l1_loss(network.call(tensors.Images), tensors.Clean)),
            Export = run => Export(average, run.CandidateModel),
            Validation = Measure is { } measure ? (20, measure) : null,
        };
    }

    private void Export(ToyNetwork network, string path)
    {
        GraphBuilder graph = new("toy");
        graph.Output("copy", network.AddTo(graph, graph.Input("images", 1, 3, 16, 24)), 1, 3, 16, 24);
        byte[] model = graph.ToModel([]);
        if (!Exports) throw new ModelExportException($"'{path}' was not written: the toy says so.");
        ExportParity.Require(model, path, [[1, 3, 16, 24]], images => new ParityCase(network.call(images), tensor(1f)));
        File.WriteAllBytes(path, model);
    }
}

/// <summary>A convolution with its normalisation, and another one: (B, 3, H, W) -> (B, 3, H, W).</summary>
internal sealed class ToyNetwork : nn.Module<Tensor, Tensor>
{
    public readonly Convolution colour = new(3, 3, kernel: 1);
    public readonly BatchNormalization norm = new(3);
    public readonly Convolution detail = new(3, 3, kernel: 3, bias: true);

    public ToyNetwork() : base(nameof(ToyNetwork)) => RegisterComponents();

    public Tensor Colours(Tensor images) => norm.call(colour.call(images));

    public override Tensor forward(Tensor input) => detail.call(Colours(input));

    public string AddTo(GraphBuilder graph, string input) =>
        graph.Convolution(graph.Convolution(input, colour, norm), detail);
}
