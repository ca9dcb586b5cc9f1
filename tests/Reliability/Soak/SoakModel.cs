using DetectionSdk.Tests;

namespace DetectionSdk.Soak;

/// <summary>A model of the soak: how it is loaded, as often as one likes.</summary>
internal sealed class SoakModel(string name, string path, Func<FrontEnd?> frontEnd)
{
    private static readonly Dictionary<string, string> Metadata = new() { ["names"] = "{0: 'dark', 1: 'light'}" };

    public string Name => name;

    /// <summary>A detector of its own, with a front-end of its own.</summary>
    public LoadedModel Load()
    {
        FrontEnd? before = frontEnd();
        return new LoadedModel(
            Detector.Load(
                path, new DetectorOptions { Provider = ExecutionProvider.Cpu, Threads = 1 }, frontEnd: before,
                leaveOpen: true),
            before);
    }

    /// <summary>The trained model of the SDK, a stub, and the stub behind two front-ends.</summary>
    public static IReadOnlyList<SoakModel> Make(TemporaryFolder folder)
    {
        string stub = folder.Write(
            "stub.onnx",
            OnnxStub.CellMeans(
                [-1, 3, -1, -1], [16, 16, 20, 20, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1],
                metadata: Metadata));
        string resolver = folder.Write("front-end.onnx", SuperResolutionStub.Fixed(2));
        string scenes = Path.Combine(AppContext.BaseDirectory, "models", "scenes-clean.onnx");
        SuperResolverOptions tiles = new() { Provider = ExecutionProvider.Cpu, Threads = 1, TileSize = 64 };
        return
        [
            new("scenes", scenes, () => null),
            new("stub", stub, () => null),
            new("enlarged", stub, () => SuperResolver.Load(resolver, tiles)),
            new("bicubic", stub, () => new BicubicFrontEnd(2)),
        ];
    }
}
