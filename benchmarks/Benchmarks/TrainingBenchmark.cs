using System.Globalization;
using DetectionSdk.Training;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What the library adds to the tensor operations of a training pass (forward, losses, backward), and what each restoration decoder costs.
/// Half-width network, batches of 8, clean images of 256 x 256. The optional argument is the number of threads, 1 unless given.
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
        using DisposeScope scope = NewDisposeScope();
        Batch batch = Batch.Random(side);
        using AerisNetwork network = Create(RestorationKind.Arbitrary, Precision.Mixed);
        var loss = new AerisLoss();
        var bare = new BareTraining(network.state_dict(), batch.Images, batch.Clean, batch.Targets);
        Interleaved times = Interleaved.Run(40, 1,
            ("network, loss, backward", () => Pass(network, loss, batch)),
            ("bare operations", bare.Step));
        times.Print($"{Images} images of {side} x {side}, {get_num_threads()} threads");
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
        AerisNetwork network = new(new AerisNetworkOptions { Classes = Classes, Restoration = restoration }) { Precision = precision };
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
                new CenterTargets(mask.repeat(1, Classes, 1, 1), rand(TrainingBenchmark.Images, 2, cells, cells), rand(TrainingBenchmark.Images, 2, cells, cells), mask));
        }
    }
}
