using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>One node of an ONNX graph with its attributes by name.</summary>
internal sealed class OnnxNode(string model, NodeProto node)
{
    private readonly Dictionary<string, AttributeProto> _attributes =
        node.Attribute.ToDictionary(attribute => attribute.Name);

    /// <summary>The operator.</summary>
    public string Operation => node.OpType;

    /// <summary>Names of the inputs; empty for an optional one that is left out.</summary>
    public IReadOnlyList<string> Inputs { get; } = [.. node.Input];

    /// <summary>Names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; } = [.. node.Output];

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => input < Inputs.Count && Inputs[input].Length > 0;

    public long Integer(string name, long otherwise) =>
        _attributes.TryGetValue(name, out AttributeProto? value) ? value.I : otherwise;

    public float Real(string name, float otherwise) =>
        _attributes.TryGetValue(name, out AttributeProto? value) ? value.F : otherwise;

    public string Text(string name, string otherwise) =>
        _attributes.TryGetValue(name, out AttributeProto? value) ? value.S.ToStringUtf8() : otherwise;

    public long[] Integers(string name, params long[] otherwise) =>
        _attributes.TryGetValue(name, out AttributeProto? value) ? [.. value.Ints] : otherwise;

    /// <summary>The value of a node Constant.</summary>
    public Tensor Value()
    {
        if (_attributes.TryGetValue("value", out AttributeProto? stored)) return stored.T.ToTensor(model);
        if (_attributes.TryGetValue("value_int", out AttributeProto? integer)) return tensor(integer.I);
        if (_attributes.TryGetValue("value_float", out AttributeProto? real)) return tensor(real.F);
        if (_attributes.TryGetValue("value_ints", out AttributeProto? integers)) return tensor(integers.Ints.ToArray());
        throw Unsupported("a constant that is no tensor");
    }

    /// <summary>Says that the node cannot be trained through.</summary>
    /// <param name="what">What of it is not supported.</param>
    public OnnxFormatException Unsupported(string what) => new(
        $"'{model}': node '{(node.Name.Length > 0 ? node.Name : node.Output[0])}' ({node.OpType}): {what} is not "
        + "supported in training.");
}
