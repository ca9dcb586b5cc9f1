using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DetectionSdk.Preprocessing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// The input and output memory of one run in flight, bound to the session once and reused from call to call until the
/// shape changes. OpenCV writes into the input tensor directly.
/// </summary>
internal sealed class NetworkBinding : IDisposable
{
    private const int Channels = 3;

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly string _inputName;
    private readonly string _outputName;
    private readonly MatType _depth;
    private readonly long[]? _fixedOutput;
    private readonly Mat _scaled = new();
    private readonly Mat _channel = new();

    private Mat _input = new();
    private Mat _output = new();
    private OrtValue? _inputValue;
    private OrtValue? _outputValue;
    private IDisposableReadOnlyCollection<OrtValue>? _lastOutputs;
    private Rect[] _regions = [];
    private Size _inputSize;

    public NetworkBinding(InferenceSession session, ModelInfo model)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        _inputName = session.InputNames[0];
        _outputName = session.OutputNames[0];
        _depth = model.HalfPrecision ? MatType.CV_16FC1 : MatType.CV_32FC1;
        NodeMetadata output = session.OutputMetadata[_outputName];
        if (output.ElementDataType == TensorElementType.Float && output.Dimensions.All(d => d > 0))
            _fixedOutput = Array.ConvertAll(output.Dimensions, d => (long)d);
    }

    /// <summary>Makes room for a batch of this shape.</summary>
    public void Prepare(int batch, Size inputSize)
    {
        if (_regions.Length == batch && _inputSize == inputSize) return;
        Release();
        _inputSize = inputSize;
        _regions = new Rect[batch];
        _input = new Mat(batch * Channels * inputSize.Height, inputSize.Width, _depth, new Scalar(Letterbox.Border));
        TensorElementType type = _depth == MatType.CV_32FC1 ? TensorElementType.Float : TensorElementType.Float16;
        _inputValue = Tensor(_input, type, [batch, Channels, inputSize.Height, inputSize.Width]);
        _binding.BindInput(_inputName, _inputValue);
        BindOutput();
    }

    /// <summary>Writes an 8-bit BGR image into one slot of the batch, as planes of RGB in [0, 1].</summary>
    public void Write(int slot, Mat image, Letterbox letterbox)
    {
        Mat source = image;
        if (letterbox.Region.Size != image.Size())
        {
            Cv2.Resize(image, _scaled, letterbox.Region.Size, 0, 0, InterpolationFlags.Linear);
            source = _scaled;
        }

        bool moved = _regions[slot] != letterbox.Region;
        _regions[slot] = letterbox.Region;
        for (int channel = 0; channel < Channels; channel++)
        {
            int top = (slot * Channels + channel) * _inputSize.Height;
            if (moved) FillBorder(top);
            using Mat region = new(_input, letterbox.Region + new Point(0, top));
            Cv2.ExtractChannel(source, _channel, Channels - 1 - channel);
            _channel.ConvertTo(region, _depth, 1 / 255.0);
        }
    }

    public void Run(RunOptions options)
    {
        _session.RunWithBinding(options, _binding);
        if (_outputValue is not null) return;
        _lastOutputs?.Dispose();
        _lastOutputs = _binding.GetOutputValues();
    }

    /// <summary>The answer of the last run; valid until the next one.</summary>
    public NetworkOutput Output
    {
        get
        {
            if (_fixedOutput is not null && _outputValue is not null)
                return new NetworkOutput(
                    _outputValue.GetTensorDataAsSpan<float>(), (int)_fixedOutput[1], (int)_fixedOutput[2]);
            OrtValue answer = _lastOutputs![0];
            OrtTensorTypeAndShapeInfo info = answer.GetTensorTypeAndShape();
            ReadOnlySpan<float> values = info.ElementDataType == TensorElementType.Float
                ? answer.GetTensorDataAsSpan<float>()
                : Widen(answer);
            return new NetworkOutput(values, (int)info.Shape[1], (int)info.Shape[2]);
        }
    }

    public void Dispose()
    {
        Release();
        _binding.Dispose();
        _scaled.Dispose();
        _channel.Dispose();
    }

    // A fixed output is bound once and for all; a dynamic one is allocated by the runtime in each run.
    private void BindOutput()
    {
        if (_fixedOutput is null)
        {
            _binding.BindOutputToDevice(_outputName, OrtMemoryInfo.DefaultInstance);
            return;
        }
        _output = new Mat((int)(_fixedOutput[0] * _fixedOutput[1]), (int)_fixedOutput[2], MatType.CV_32FC1);
        _outputValue = Tensor(_output, TensorElementType.Float, _fixedOutput);
        _binding.BindOutput(_outputName, _outputValue);
    }

    private void FillBorder(int top)
    {
        using Mat plane = _input.RowRange(top, top + _inputSize.Height);
        plane.SetTo(new Scalar(Letterbox.Border));
    }

    private ReadOnlySpan<float> Widen(OrtValue value)
    {
        ReadOnlySpan<Half> half = MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>());
        _output.Create(1, half.Length, MatType.CV_32FC1);
        Span<float> wide = MemoryMarshal.CreateSpan(ref _output.At<float>(0), half.Length);
        TensorPrimitives.ConvertToSingle(half, wide);
        return wide;
    }

    private static OrtValue Tensor(Mat memory, TensorElementType type, long[] shape) =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, type, shape, memory.Data, memory.Total() * memory.ElemSize());

    private void Release()
    {
        _binding.ClearBoundInputs();
        _binding.ClearBoundOutputs();
        _lastOutputs?.Dispose();
        _inputValue?.Dispose();
        _outputValue?.Dispose();
        _input.Dispose();
        _output.Dispose();
        _lastOutputs = null;
        _inputValue = _outputValue = null;
        _input = new Mat();
        _output = new Mat();
    }
}
