using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class GarbageCollectionTests
{
    [Fact]
    public void Steps_compute_the_same_bits_while_garbage_is_being_collected()
    {
        using AerisNetwork network = AerisNetworkTests.Create(0.125, RestorationKind.Arbitrary);
        network.eval(); // the statistics stay, so every step must compute the same
        var loss = new AerisLoss();
        Batch batch = Batch.Create();
        double[] expected = Step(network, loss, batch);

        using var stop = new CancellationTokenSource();
        var collector = new Thread(() => Collect(stop.Token));
        collector.Start();
        try
        {
            for (int i = 0; i < 12; i++)
                Assert.Equal(expected, Step(network, loss, batch));
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    /// <summary>One forward and backward pass: the loss and the sum of each gradient.</summary>
    private static double[] Step(AerisNetwork network, AerisLoss loss, Batch batch)
    {
        using var scope = NewDisposeScope();
        network.zero_grad();
        AerisOutput output = network.call(batch.Images, new Size(48, 48));
        LossTerms terms = loss.Compute(output, batch.Targets, batch.Clean);
        Tensor total = terms.Total;
        total.backward();
        return
        [
            total.item<float>(),
            .. network.parameters().Select(parameter => (double)parameter.grad!.sum().item<float>())
        ];
    }

    private static void Collect(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }
    }

    private sealed record Batch(Tensor Images, Tensor Clean, CenterTargets Targets)
    {
        public static Batch Create() => new(rand(2, 3, 32, 32), rand(2, 3, 48, 48),
            new CenterTargets(rand(2, 5, 8, 8).round(), rand(2, 2, 8, 8), rand(2, 2, 8, 8), rand(2, 1, 8, 8).round()));
    }
}
