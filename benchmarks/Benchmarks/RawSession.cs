using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>ONNX Runtime alone, with input and output bound once; opened as the SDK opens its own sessions.</summary>
internal sealed class RawSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly float[] _input;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;

    public RawSession(string model, int side, int rows, int columns)
    {
        _input = new float[3 * side * side];
        Output = new float[rows * columns];
        using SessionOptions options = new();
        // Threads that spin on after a run would take a core from whatever is timed next.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        _session = new InferenceSession(model, options);
        _binding = _session.CreateIoBinding();
        _inputValue = OrtValue.CreateTensorValueFromMemory(_input, [1, 3, side, side]);
        _outputValue = OrtValue.CreateTensorValueFromMemory(Output, [1, rows, columns]);
        _binding.BindInput(_session.InputNames[0], _inputValue);
        _binding.BindOutput(_session.OutputNames[0], _outputValue);
    }

    public float[] Output { get; }

    public void Fill(Mat blob) => Marshal.Copy(blob.Data, _input, 0, _input.Length);

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _inputValue.Dispose();
        _outputValue.Dispose();
        _binding.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
