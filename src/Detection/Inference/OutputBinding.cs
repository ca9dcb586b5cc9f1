using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Inference;

/// <summary>
/// The outputs of one run in flight. Those whose shape is fixed have memory that is bound once and for all; the others
/// are allocated by the runtime in each run.
/// </summary>
internal sealed class OutputBinding(OrtIoBinding binding, IReadOnlyList<TensorSignature> outputs) : IDisposable
{
    // Numbers of a fixed output: what claims to be larger is left to the runtime, which allocates what there really is.
    private const long LargestFixed = 1L << 26;

    private readonly OutputValue[] _values = [.. outputs.Select(output => new OutputValue(output.Name))];
    private readonly bool _isFixed = outputs.All(IsFixed);
    private OrtValue[] _memory = [];
    private IDisposableReadOnlyCollection<OrtValue>? _allocated;

    /// <summary>Binds all outputs; to be called again after <see cref="Release"/>.</summary>
    public void Bind()
    {
        if (_isFixed) BindMemory();
        else
        {
            foreach (TensorSignature output in outputs)
                binding.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
        }
    }

    /// <summary>Takes the answer of a run.</summary>
    public void Read()
    {
        if (_isFixed)
        {
            foreach (OutputValue value in _values) value.Renew();
            return;
        }
        _allocated?.Dispose();
        _allocated = binding.GetOutputValues();
        for (int i = 0; i < _values.Length; i++)
        {
            OrtTensorTypeAndShapeInfo info = _allocated[i].GetTensorTypeAndShape();
            _values[i].Set(_allocated[i], info.ElementDataType, info.Shape);
        }
    }

    /// <summary>The answer of the last run for one image of the batch; valid until the next run.</summary>
    public ModelOutputs Image(int index) => new(_values, index);

    public void Release()
    {
        binding.ClearBoundOutputs();
        _allocated?.Dispose();
        _allocated = null;
        foreach (OrtValue memory in _memory) memory.Dispose();
        _memory = [];
    }

    public void Dispose() => Release();

    private void BindMemory()
    {
        _memory = new OrtValue[outputs.Count];
        for (int i = 0; i < _memory.Length; i++)
        {
            long[] shape = [.. outputs[i].Dimensions];
            TensorElementType type = outputs[i].ElementType;
            _memory[i] = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
            _values[i].Set(_memory[i], type, shape);
            binding.BindOutput(outputs[i].Name, _memory[i]);
        }
    }

    private static bool IsFixed(TensorSignature output) =>
        output.Dimensions.All(length => length > 0)
        && output.Dimensions.Aggregate(1d, (product, length) => product * length) <= LargestFixed;
}
