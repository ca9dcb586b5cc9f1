using System.Diagnostics;
using System.Runtime.InteropServices;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What ONNX Runtime offers to open sessions faster and to hold them in less memory: models kept as it has optimised
/// them, and weights that sessions share. Argument: a model with 32-bit float weights.
/// </summary>
internal static class RuntimeBenchmark
{
    private const int Rounds = 15, Sessions = 4;

    public static void Run(string[] arguments)
    {
        string model = arguments[0];
        string extended = Optimise(model, GraphOptimizationLevel.ORT_ENABLE_EXTENDED);
        string all = Optimise(model, GraphOptimizationLevel.ORT_ENABLE_ALL);
        using SharedWeights shared = new(model);
        foreach (string file in (string[])[model, extended, all])
            Console.WriteLine($"{Path.GetFileName(file),-44}{new FileInfo(file).Length / 1e6:0.0} MB");
        Interleaved.Run(
            Rounds, 1,
            ("kept at the level Extended, then optimised", () => Open(extended, new SessionOptions())),
            ("kept at the level All, opened as it is", () => Open(all, AsItIs())),
            ("weights and their packed forms shared", () => shared.Open().Dispose()),
            ("the model, optimised", () => Open(model, new SessionOptions()))).Print("a session opened");
        PrintMemory("sessions of their own", () => new InferenceSession(model));
        PrintMemory("sessions that share weights", shared.Open);
        File.Delete(extended);
        File.Delete(all);
    }

    private static string Optimise(string model, GraphOptimizationLevel level)
    {
        string kept = Path.Combine(Path.GetTempPath(), $"{Path.GetFileNameWithoutExtension(model)}-{level}.onnx");
        Open(model, new SessionOptions { GraphOptimizationLevel = level, OptimizedModelFilePath = kept });
        return kept;
    }

    private static SessionOptions AsItIs() =>
        new() { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };

    private static void Open(string model, SessionOptions options)
    {
        using (options) new InferenceSession(model, options).Dispose();
    }

    private static void PrintMemory(string title, Func<InferenceSession> open)
    {
        using InferenceSession first = open();
        long before = ResidentBytes();
        InferenceSession[] more = [.. Enumerable.Range(0, Sessions).Select(_ => open())];
        Console.WriteLine($"{title,-44}{(ResidentBytes() - before) / 1e6 / Sessions:0.0} MB for each one more");
        foreach (InferenceSession session in more) session.Dispose();
    }

    private static long ResidentBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    /// <summary>Weights in memory once, to which sessions refer, and one container of what they make of them.</summary>
    private sealed class SharedWeights : IDisposable
    {
        private readonly string _model;
        private readonly PrePackedWeightsContainer _packed = new();
        private readonly Dictionary<string, OrtValue> _weights;

        public SharedWeights(string model)
        {
            _model = model;
            _weights = OnnxModel.Load(model).Graph.Initializer
                .Where(tensor => tensor is { DataType: (int)TensorProto.Types.DataType.Float, RawData.IsEmpty: false })
                .ToDictionary(tensor => tensor.Name, Read);
        }

        public InferenceSession Open()
        {
            using SessionOptions options = new();
            foreach ((string name, OrtValue value) in _weights) options.AddInitializer(name, value);
            return new InferenceSession(_model, options, _packed);
        }

        public void Dispose()
        {
            foreach (OrtValue value in _weights.Values) value.Dispose();
            _packed.Dispose();
        }

        private static OrtValue Read(TensorProto tensor) =>
            OrtValue.CreateTensorValueFromMemory(
                MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray(), [.. tensor.Dims]);
    }
}
