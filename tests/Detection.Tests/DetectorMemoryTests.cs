using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>Runs alone, since it measures the process.</summary>
[CollectionDefinition(nameof(DetectorMemoryTests), DisableParallelization = true)]
[Collection(nameof(DetectorMemoryTests))]
public sealed class DetectorMemoryTests
{
    [Fact]
    public void Memory_stays_flat_over_two_thousand_calls()
    {
        using TemporaryFolder folder = new();
        using Detector detector = Detector.Load(folder.Write("model.onnx", DetectorTests.CellMeans([1, 3, 0, 0])));
        Mat[] images = [.. Enumerable.Range(0, 10).Select(i => DetectorTests.Scenery(100 + 50 * i, 700 - 50 * i, i))];
        for (int i = 0; i < 200; i++) detector.Detect(images[i % 10]);
        long before = Resident();
        for (int i = 0; i < 2000; i++) detector.Detect(images[i % 10]);
        long grown = Resident() - before;
        foreach (Mat image in images) image.Dispose();
        Assert.True(grown < 24 << 20, $"resident memory grew by {grown >> 20} MB");
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void Memory_stays_flat_over_a_thousand_enlarged_images()
    {
        using TemporaryFolder folder = new();
        using SuperResolver resolver = SuperResolver.Load(
            folder.Write("sr.onnx", SuperResolutionStub.Fixed(2)), new SuperResolverOptions { TileSize = 64 });
        using Detector detector = Detector.Load(
            folder.Write("model.onnx", DetectorTests.CellMeans([1, 3, 0, 0])),
            frontEnd: resolver, leaveOpen: true);
        Mat[] images = [.. Enumerable.Range(0, 10).Select(i => DetectorTests.Scenery(50 + 20 * i, 250 - 20 * i, i))];
        for (int i = 0; i < 100; i++) detector.Detect(images[i % 10]);
        long before = Resident();
        for (int i = 0; i < 1000; i++) detector.Detect(images[i % 10]);
        long grown = Resident() - before;
        foreach (Mat image in images) image.Dispose();
        Assert.True(grown < 24 << 20, $"resident memory grew by {grown >> 20} MB");
    }

    [Fact]
    public void A_detector_rests_between_calls()
    {
        using Detector detector = Detector.LoadDefault(new DetectorOptions { Threads = 2 });
        using Mat image = DetectorTests.Scenery(288, 288, 1);
        for (int round = 0; round < 3; round++) // code is compiled anew twice: with counters, and for good
        {
            for (int i = 0; i < 60; i++) detector.Detect(image);
            AwaitCalm();
        }
        TimeSpan burned = TimeSpan.Zero;
        for (int i = 0; i < 5; i++)
        {
            detector.Detect(image);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(100);
            burned += Environment.CpuUsage.TotalTime - before;
        }

        Assert.True(
            burned < TimeSpan.FromMilliseconds(75),
            $"idle for 500 ms, the process took {burned.TotalMilliseconds:0} ms of the processor; threads that "
            + "spin on take twice that");
    }

    // What is called often is compiled anew in the background, that of the tests before this one, too; the compiler
    // waits until nothing new was called for 100 ms, so that one calm window says nothing.
    private static void AwaitCalm()
    {
        int calm = 0;
        for (int i = 0; i < 300 && calm < 5; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(100);
            calm = Environment.CpuUsage.TotalTime - before < TimeSpan.FromMilliseconds(5) ? calm + 1 : 0;
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
