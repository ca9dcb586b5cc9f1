using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Prints how the gradients of AERIS' two losses, detection's and restoration's at its weight, lie to each other in
/// what both train, the encoder and the neck, over degraded training batches of a finished run. Cosine: 1 where
/// restoring asks for what detecting asks for, 0 where it asks for something else, below 0 where it works against it.
/// Length: of restoration's gradient, in units of detection's. After the question of Du et al., "Adapting Auxiliary
/// Losses Using Gradient Similarity" (2018). Arguments: the run, its data set, and the number of batches, 100 unless
/// given.
/// </summary>
internal static class GradientBenchmark
{
    private static readonly string[] Parts =
    [
        "encoder.conv1", "encoder.layer1", "encoder.layer2", "encoder.layer3", "encoder.layer4", "neck", "encoder", ""
    ];

    private sealed record Angle(double Cosine, double Length);

    public static void Run(string[] arguments)
    {
        if (arguments is not [string folder, string data, .. string[] count])
            throw new ArgumentException("Name the run of an AERIS training and its data set.");
        TorchNative.Require();
        using TrainedNetwork trained = TrainedNetwork.Load(folder);
        AerisRecipe options = trained.Recipe;
        trained.Network.Precision = options.Precision;
        PhotographSource batches = new(
            AnnotatedDataSet.Load(data, "train"), options.Augmentation, options.Degradation, options.BatchSize,
            options.Seed) { SizeMultiple = AerisNetwork.InputStride, Targets = TargetFrame.Input };
        AerisLoss loss = new(new AerisLossWeights { Restoration = options.RestorationWeight });
        int steps = count.Length > 0 ? int.Parse(count[0], CultureInfo.InvariantCulture) : 100;
        List<Angle[]> angles =
        [
            .. Enumerable.Range(0, steps).Select(number => Measure(trained.Network, loss, batches, number))
        ];

        Console.WriteLine(
            $"{steps} batches of {options.BatchSize}, restoration weight {options.RestorationWeight}\n"
            + "\n| part | cosine | length |\n|---|---|---|");
        for (int part = 0; part < Parts.Length; part++)
            Console.WriteLine(
                $"| {(Parts[part].Length == 0 ? "all" : Parts[part])} | "
                + $"{Summary(angles.Select(angle => angle[part].Cosine))} | "
                + $"{Summary(angles.Select(angle => angle[part].Length))} |");
    }

    private static Angle[] Measure(AerisNetwork network, AerisLoss loss, PhotographSource batches, int number)
    {
        using DisposeScope scope = NewDisposeScope();
        using TrainingBatch batch = batches.Make(number);
        BatchTensors tensors = BatchTensors.From(batch, CPU);
        LossTerms terms = loss.Compute(
            network.call(tensors.Images, batch.CleanSize), tensors.Targets!, tensors.Clean);
        (string Name, Tensor Value)[] shared =
        [
            .. network.named_parameters()
                .Where(named => IsShared(named.name)).Select(named => (named.name, (Tensor)named.parameter))
        ];
        Tensor[] detection = Gradients(terms["heatmap"].Plus(terms["boxSize"]).Plus(terms["centerOffset"]));
        Tensor[] restoration = Gradients(terms["restoration"]);
        return [.. Parts.Select(Compare)];

        Tensor[] Gradients(Tensor term)
        {
            network.zero_grad(set_to_none: false);
            term.backward(retain_graph: true);
            return [.. shared.Select(parameter => parameter.Value.grad!.clone())];
        }

        Angle Compare(string part)
        {
            int[] chosen =
            [
                .. Enumerable.Range(0, shared.Length)
                    .Where(index => shared[index].Name.StartsWith(part, StringComparison.Ordinal))
            ];
            double first = Math.Sqrt(Product(chosen, detection, detection)), second = Math.Sqrt(
                Product(chosen, restoration, restoration));
            return new Angle(Product(chosen, detection, restoration) / (first * second), second / first);
        }
    }

    private static bool IsShared(string name) =>
        name.StartsWith("encoder.", StringComparison.Ordinal) || name.StartsWith("neck.", StringComparison.Ordinal);

    private static double Product(int[] chosen, Tensor[] left, Tensor[] right) =>
        chosen.Sum(index => (double)left[index].mul(right[index]).sum().item<float>());

    private static string Summary(IEnumerable<double> values)
    {
        (double mean, double deviation) = values.MeanStandardDeviation();
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.000} ± {deviation:0.000}");
    }
}
