namespace DetectionSdk.Tests.Streaming;

/// <summary>The streaming tests measure time and use the cores fully, so they run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StreamTestGroup : ICollectionFixture<StreamFixture>
{
    public const string Name = "streams";
}

public sealed class StreamFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StreamFixture()
    {
        Quick = Detector.Load(_folder.Write("quick.onnx", StreamModels.Quick));
        string path = _folder.Write("slow.onnx", StreamModels.Slow(layers: 3));
        Slow = Detector.Load(path, new DetectorOptions { Spinning = false });
    }

    /// <summary>Some microseconds per frame.</summary>
    public Detector Quick { get; }

    /// <summary>Some tens of milliseconds per frame.</summary>
    public Detector Slow { get; }

    public void Dispose()
    {
        Quick.Dispose();
        Slow.Dispose();
        _folder.Dispose();
    }
}
