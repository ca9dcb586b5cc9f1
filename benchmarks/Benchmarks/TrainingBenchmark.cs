using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What the library adds to the tensor operations of a training step, and what each restoration decoder costs a pass
/// (forward, losses, backward). Half-width network, batches of 8, clean images of 256 x 256. The optional argument is
/// the number of threads, 1 unless given.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Images = 8, CleanSide = 256, Classes = 5;

    public static void Run(string[] arguments)
    {
        TorchNative.Require();
        int before = get_num_threads();
        set_num_threads(arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1);
        foreach (int side in new[] { 128, CleanSide })
        {
            CompareWithBareOperations(side);
            CompareDecoders(side);
        }
        set_num_threads(before);
    }

    private static void CompareWithBareOperations(int side)
    {
        AerisRecipe recipe = new() { Width = 0.5, BatchSize = Images };
        using DisposeScope scope = NewDisposeScope();
        string[] classes = [.. Enumerable.Range(0, Classes).Select(index => $"class {index}")];
        using TrainingPlan plan = recipe.Build(
            new TrainingData(new AnnotatedDataSet(classes, []), null), pretrained: null);
        using TrainingState state = new(plan, recipe);
        TrainingStep training = new(state, plan.Losses, recipe.MaximumGradientNorm, new RunFolder(Path.GetTempPath()));
        ScheduledStage stage = new StageSchedule(plan.Stages, recipe.Steps).At(0);
        using TrainingBatch batch = RandomBatch(side);
        BatchTensors tensors = BatchTensors.From(batch, CPU);
        using AerisNetwork network = Create(RestorationKind.Arbitrary, Precision.Mixed);
        BareTraining bare = new(
            network.state_dict(), Bytes(batch.Images, side), Bytes(batch.Clean, CleanSide), tensors.Targets!);
        Interleaved times = Interleaved.Run(40, 1,
            ("training step", () => training.Take(batch, stage, recipe.LearningRate)),
            ("bare operations", () => bare.Step()));
        times.Print($"{Images} images of {side} x {side}, {get_num_threads()} threads");
    }

    private static TrainingBatch RandomBatch(int side)
    {
        TrainingBatch batch = new(
            0, Images, new Size(side, side), new Size(CleanSide, CleanSide),
            new CenterMaps(Images, Classes, new Size(side, side))) { IsDegraded = true };
        Random random = new(1);
        random.NextBytes(batch.Images);
        random.NextBytes(batch.Clean);
        CenterMaps maps = batch.Targets!;
        for (int cell = 0; cell < maps.Mask.Length; cell += 500) maps.Mask[cell] = 1;
        for (int cell = 0; cell < maps.Heatmap.Length; cell += 500) maps.Heatmap[cell] = 1;
        return batch;
    }

    private static Tensor Bytes(Span<byte> pixels, int side)
    {
        Tensor bytes = empty([Images, side, side, 3], ScalarType.Byte);
        pixels.CopyTo(bytes.bytes);
        return bytes;
    }

    private static void CompareDecoders(int side)
    {
        using DisposeScope scope = NewDisposeScope();
        Batch batch = Batch.Random(side);
        var loss = new AerisLoss();
        (string Name, Action Action)[] passes =
        [
            .. from precision in new[] { Precision.Full, Precision.Mixed }
               from restoration in new[] { RestorationKind.Arbitrary, RestorationKind.Released, RestorationKind.None }
               let network = Create(restoration, precision)
               select ($"{precision}, decoder {restoration}", (Action)(() => Pass(network, loss, batch))),
        ];
        Interleaved.Run(15, 1, passes).Print($"{Images} images of {side} x {side}, {get_num_threads()} threads");
    }

    private static AerisNetwork Create(RestorationKind restoration, Precision precision)
    {
        manual_seed(1);
        AerisNetwork network = new(new AerisNetworkOptions { Classes = Classes, Restoration = restoration })
        {
            Precision = precision,
        };
        network.train();
        return network;
    }

    private static void Pass(AerisNetwork network, AerisLoss loss, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        network.zero_grad(set_to_none: false);
        Size? restored = network.Options.Restoration == RestorationKind.None ? null : new Size(CleanSide, CleanSide);
        loss.Compute(network.call(batch.Images, restored), batch.Targets, batch.Clean).Total.backward();
    }

    private sealed record Batch(Tensor Images, Tensor Clean, CenterTargets Targets)
    {
        public static Batch Random(int side)
        {
            int cells = side / AerisNetwork.OutputStride;
            Tensor mask = (rand(TrainingBenchmark.Images, 1, cells, cells) > 0.998).to(ScalarType.Float32);
            return new Batch(
                rand(TrainingBenchmark.Images, 3, side, side), rand(TrainingBenchmark.Images, 3, CleanSide, CleanSide),
                new CenterTargets(
                    mask.repeat(1, Classes, 1, 1), rand(TrainingBenchmark.Images, 2, cells, cells),
                    rand(TrainingBenchmark.Images, 2, cells, cells), mask));
        }
    }
}
