using DetectionSdk.Families;
using DetectionSdk.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// The input and output memory of one run in flight, bound to the network once and reused from call to call until the
/// shape changes.
/// </summary>
internal sealed class NetworkBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ModelInfo _model;
    private readonly OrtIoBinding _binding;
    private readonly ImageTensor _images;
    private readonly ExtraTensor[] _extras;
    private readonly OutputBinding _outputs;
    private OrtValue? _imageValue;

    public NetworkBinding(InferenceSession session, ModelInfo model, NoiseFilter? filter)
    {
        _session = session;
        _model = model;
        _binding = session.CreateIoBinding();
        _images = new ImageTensor(model, filter);
        _extras = [.. model.Input.ExtraInputs.Select(e => new ExtraTensor(e, model.Signature.Input(e.Name)!))];
        _outputs = new OutputBinding(_binding, model.Signature.Outputs);
    }

    /// <summary>Makes room for a batch of this shape.</summary>
    public void Prepare(int batch, Size inputSize)
    {
        foreach (ExtraTensor extra in _extras) extra.Prepare(batch, inputSize);
        if (_images.Prepare(batch, inputSize) is not { } images) return;
        Release();
        _imageValue = images;
        try
        {
            _binding.BindInput(_model.Input.Name, images);
            _outputs.Bind();
        }
        catch
        {
            _images.Forget();
            throw;
        }
    }

    /// <summary>Writes an 8-bit BGR image into one slot of the batch.</summary>
    public void Write(int slot, Mat image, in ImagePlacement placement)
    {
        _images.Write(slot, image, placement);
        foreach (ExtraTensor extra in _extras) Write(extra, slot, placement);
    }

    /// <summary>The inputs as they were written last, copied.</summary>
    public NamedOnnxValue[] CopyInputs() =>
        [
            Copy(_model.Input.Name, _imageValue!), .. _extras.Select(extra => Copy(extra.Name, extra.Value))
        ];

    public void Run(RunOptions options)
    {
        foreach (ExtraTensor extra in _extras) _binding.BindInput(extra.Name, extra.Value);
        _session.RunWithBinding(options, _binding);
        _outputs.Read();
    }

    /// <summary>The answer of the last run for one image of the batch; valid until the next run.</summary>
    public ModelOutputs Outputs(int image) => _outputs.Image(image);

    public void Dispose()
    {
        Release();
        _outputs.Dispose();
        _binding.Dispose();
        _images.Dispose();
        foreach (ExtraTensor extra in _extras) extra.Dispose();
    }

    private static NamedOnnxValue Copy(string name, OrtValue value) => value.GetTensorTypeAndShape() switch
    {
        { ElementDataType: TensorElementType.Float } info => Copy<float>(name, value, info.Shape),
        { ElementDataType: TensorElementType.Float16 } info => Copy<Float16>(name, value, info.Shape),
        { ElementDataType: TensorElementType.Double } info => Copy<double>(name, value, info.Shape),
        { ElementDataType: TensorElementType.UInt8 } info => Copy<byte>(name, value, info.Shape),
        { ElementDataType: TensorElementType.Int32 } info => Copy<int>(name, value, info.Shape),
        var info => Copy<long>(name, value, info.Shape),
    };

    private static NamedOnnxValue Copy<T>(string name, OrtValue value, long[] shape)
        where T : unmanaged
    {
        int[] lengths = [.. shape.Select(length => (int)length)];
        return NamedOnnxValue.CreateFromTensor(
            name, new DenseTensor<T>(value.GetTensorDataAsSpan<T>().ToArray(), lengths));
    }

    // The numbers come from the family, which may be anybody's code.
    private void Write(ExtraTensor extra, int slot, in ImagePlacement placement)
    {
        try
        {
            extra.Write(slot, placement);
        }
        catch (Exception error)
        {
            throw FamilyGuard.Explain(_model.Path, _model.Family, error);
        }
    }

    private void Release()
    {
        _binding.ClearBoundInputs();
        _outputs.Release();
        _imageValue?.Dispose();
        _imageValue = null;
    }
}
