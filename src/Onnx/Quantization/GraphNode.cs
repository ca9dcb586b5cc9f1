namespace DetectionSdk.Onnx;

/// <summary>Makes nodes of a graph.</summary>
internal static class GraphNode
{
    /// <summary>A node of one output, which it is named after.</summary>
    public static NodeProto Create(
        string operation, IEnumerable<string> inputs, string output, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }
}
