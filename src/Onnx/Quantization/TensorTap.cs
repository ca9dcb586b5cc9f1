using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx;

/// <summary>Runs a float model and shows tensors inside of it. The model itself is not changed.</summary>
internal sealed class TensorTap : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _model;
    private readonly string[] _tensors;

    public TensorTap(OnnxModel model, IEnumerable<string> tensors)
    {
        _model = model.Name;
        _tensors = [.. tensors];
        _session = Open(model, _tensors);
    }

    /// <summary>Names of the tensors inside of a model that hold float32 numbers.</summary>
    public static HashSet<string> FindFloats(OnnxModel model)
    {
        using InferenceSession session = Open(model, model.Graph.Node.SelectMany(node => node.Output));
        return
        [
            .. session.OutputMetadata.Concat(session.InputMetadata)
                .Where(tensor => tensor.Value.ElementDataType == TensorElementType.Float).Select(tensor => tensor.Key),
            .. model.Graph.Initializer
                .Where(constant => constant.DataType == (int)TensorProto.Types.DataType.Float)
                .Select(constant => constant.Name)
        ];
    }

    /// <summary>Runs the model on a picture and shows each of the tensors, also those that are inputs.</summary>
    /// <exception cref="OnnxFormatException">The model fails on the picture.</exception>
    public void Run(IReadOnlyCollection<NamedOnnxValue> picture, Action<string, ReadOnlySpan<float>> show)
    {
        try
        {
            string[] inside = [.. _tensors.Where(tensor => picture.All(input => input.Name != tensor))];
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> found = _session.Run(picture, inside);
            foreach (NamedOnnxValue tensor in found.Concat(picture.Where(input => _tensors.Contains(input.Name))))
                show(tensor.Name, tensor.AsTensor<float>().ToDenseTensor().Buffer.Span);
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxFormatException($"'{_model}' fails on a calibration picture: {error.Message}", error);
        }
    }

    public void Dispose() => _session.Dispose();

    private static InferenceSession Open(OnnxModel model, IEnumerable<string> tensors)
    {
        ModelProto copy = model.Proto.Clone();
        HashSet<string> known =
        [
            "", .. copy.Graph.Output.Select(output => output.Name), .. copy.Graph.Input.Select(input => input.Name)
        ];
        copy.Graph.Output.AddRange(tensors.Where(known.Add).Select(tensor => new ValueInfoProto { Name = tensor }));
        using SessionOptions options = RuntimeSession.CreateOptions(GraphOptimizationLevel.ORT_ENABLE_ALL);
        return RuntimeSession.Open(OnnxModel.Of(copy, model.Name), options);
    }
}
