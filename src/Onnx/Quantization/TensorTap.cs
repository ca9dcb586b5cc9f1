using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx;

/// <summary>
/// Runs a float model and shows tensors inside of it. The model itself is not changed. Thread-safe but for its
/// disposal.
/// </summary>
public sealed class TensorTap : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _model;
    private readonly string[] _tensors;

    /// <summary>Opens a model for looking into it.</summary>
    /// <param name="model">The model; only read.</param>
    /// <param name="tensors">Names of the tensors to show: outputs of nodes, or inputs of the model.</param>
    /// <exception cref="OnnxFormatException">ONNX Runtime does not take the model, or has no such tensor.</exception>
    public TensorTap(OnnxModel model, IEnumerable<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tensors);
        _model = model.Name;
        _tensors = [.. tensors];
        _session = Open(model, _tensors);
    }

    /// <summary>Names of the tensors inside of a model that hold float32 numbers.</summary>
    internal static HashSet<string> FindFloats(OnnxModel model)
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

    /// <summary>Runs the model on a picture and shows the numbers of each of the tensors.</summary>
    /// <inheritdoc cref="Look" path="/exception"/>
    internal void Run(IReadOnlyCollection<NamedOnnxValue> picture, Action<string, ReadOnlySpan<float>> show) =>
        Look(picture, (tensor, values) => show(tensor, values.Buffer.Span));

    /// <summary>Runs the model on a picture and shows each of the tensors, also those that are inputs.</summary>
    /// <param name="picture">The model's inputs.</param>
    /// <param name="show">Told a tensor's name and its numbers, which are valid during the call.</param>
    /// <exception cref="OnnxFormatException">The model fails on the picture.</exception>
    public void Look(IReadOnlyCollection<NamedOnnxValue> picture, Action<string, DenseTensor<float>> show)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(show);
        try
        {
            string[] inside = [.. _tensors.Where(tensor => picture.All(input => input.Name != tensor))];
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> found = _session.Run(picture, inside);
            foreach (NamedOnnxValue tensor in found.Concat(picture.Where(input => _tensors.Contains(input.Name))))
                show(tensor.Name, tensor.AsTensor<float>().ToDenseTensor());
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxFormatException($"'{_model}' fails on a picture: {error.Message}", error);
        }
    }

    /// <summary>Closes the network.</summary>
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
