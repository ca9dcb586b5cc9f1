using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

/// <summary>Forty rendered scenes on disk, made once per test class.</summary>
public sealed class SceneFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SceneFixture()
    {
        SceneDataSet.Write(_folder.Path, count: 40, seed: 1, new Size(160, 128));
        Train = YoloDataSet.Read(_folder.Path, "train");
        Validation = YoloDataSet.Read(_folder.Path, "val");
    }

    public string Folder => _folder.Path;

    public AnnotatedDataSet Train { get; }

    public AnnotatedDataSet Validation { get; }

    public void Dispose() => _folder.Dispose();
}
