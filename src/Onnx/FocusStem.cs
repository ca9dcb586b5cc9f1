namespace DetectionSdk.Onnx;

/// <summary>
/// The first layers of YOLOX and of YOLOv5 before its version 6 ("Focus"): every other pixel is cut out in four
/// slices, these are joined as channels, and a convolution follows. One convolution of twice the kernel and twice the
/// stride computes the same from the image itself, without copying it four times.
/// </summary>
public static class FocusStem
{
    private const int Channels = 1, Rows = 2, Columns = 3, Slices = 4;

    /// <summary>Replaces such layers by one convolution; a model without them stays as it is.</summary>
    /// <param name="model">The model, for images of even height and width; changed.</param>
    /// <returns>Whether there were any.</returns>
    public static bool Join(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        GraphIndex graph = new(model, []);
        foreach (NodeProto joined in model.Graph.Node.Where(JoinsChannels))
        {
            Slice?[] slices = [.. joined.Input.Select(input => SliceOf(graph, input))];
            if (!AreOfOneImage(slices) || graph.Outputs.Contains(joined.Output[0])) continue;
            if (graph.Consumers(joined.Output[0]) is not [NodeProto { OpType: "Conv" } convolution]) continue;
            if (WeightsOf(graph, convolution) is not { } weights) continue;
            Widen(weights, slices!);
            convolution.Input[0] = slices[0]!.Image;
            Set(convolution, "kernel_shape", weights.Dims[2], weights.Dims[3]);
            Set(convolution, "strides", 2, 2);
            Set(convolution, "pads", [.. Numbers(convolution, "pads").Select(pixels => 2 * pixels)]);
            RemoveUnread(model.Graph, joined);
            return true;
        }
        return false;
    }

    private static bool JoinsChannels(NodeProto node) => node.OpType == "Concat"
        && node.Attribute.Any(attribute => attribute is { Name: "axis", I: Channels });

    /// <summary>Every other pixel of an image, from this row and column on.</summary>
    private sealed record Slice(string Image, long Row, long Column);

    private static bool AreOfOneImage(Slice?[] slices) =>
        slices.Length == Slices && slices.Distinct().Count() == Slices
        && slices.All(slice => slice is not null && slice.Image == slices[0]!.Image);

    private static Slice? SliceOf(GraphIndex graph, string tensor)
    {
        long?[] starts = new long?[Columns + 1];
        for (; graph.Producer(tensor) is { OpType: "Slice", Input.Count: 5 } node; tensor = node.Input[0])
        {
            long[]?[] numbers = [.. node.Input.Skip(1).Select(input => Integers(graph, input))];
            if (numbers is not [[var start], [var end], [var axis], [2]]) return null;
            bool isPhase = start is 0 or 1 && end >= int.MaxValue && axis is Rows or Columns;
            if (!isPhase || starts[axis] is not null) return null;
            starts[axis] = start;
        }
        return starts is [_, _, { } row, { } column] ? new Slice(tensor, row, column) : null;
    }

    /// <summary>
    /// The weights of a convolution that can be widened: plain, read by nobody else, and no input of the model, whose
    /// shape would be declared there too.
    /// </summary>
    private static TensorProto? WeightsOf(GraphIndex graph, NodeProto convolution)
    {
        bool isPlain = Numbers(convolution, "strides").All(stride => stride == 1)
            && Numbers(convolution, "dilations").All(step => step == 1)
            && Numbers(convolution, "pads").Length == 4
            && convolution.Attribute.All(attribute => attribute is not { Name: "group", I: > 1 }
                and not { Name: "auto_pad" });
        return isPlain && graph.Consumers(convolution.Input[1]).Count == 1
            && !graph.Inputs.Contains(convolution.Input[1])
            && graph.Constant(convolution.Input[1]) is { Dims: [_, var channels, _, _] } weights
            && weights.DataType == (int)TensorProto.Types.DataType.Float && channels % Slices == 0 ? weights : null;
    }

    /// <summary>(out, 4 c, h, w) -> (out, c, 2 h, 2 w): what a slice held lies at its row and column again.</summary>
    private static void Widen(TensorProto weights, Slice[] slices)
    {
        float[] before = TensorValues.Floats(weights), after = new float[before.Length];
        (int outputs, int channels) = ((int)weights.Dims[0], (int)weights.Dims[1] / Slices);
        (int height, int width) = ((int)weights.Dims[2], (int)weights.Dims[3]);
        int from = 0;
        for (int output = 0; output < outputs; output++)
            foreach (Slice slice in slices)
                for (int channel = 0; channel < channels; channel++)
                    for (int y = 0; y < height; y++)
                        for (int x = 0; x < width; x++)
                        {
                            long row = ((output * channels + channel) * height + y) * 2 + slice.Row;
                            after[(row * width + x) * 2 + slice.Column] = before[from++];
                        }
        TensorProto wide = TensorValues.Create<float>(
            weights.Name, TensorProto.Types.DataType.Float, after, outputs, channels, 2 * height, 2 * width);
        weights.FloatData.Clear();
        weights.Dims.Clear();
        weights.MergeFrom(wide);
    }

    private static void RemoveUnread(GraphProto graph, NodeProto last)
    {
        for (Queue<NodeProto> unread = new([last]); unread.TryDequeue(out NodeProto? node);)
        {
            graph.Node.Remove(node);
            foreach (string input in node.Input.Distinct().Where(input => !IsRead(graph, input)))
            {
                if (graph.Node.FirstOrDefault(maker => maker.Output.Contains(input)) is { } maker)
                    unread.Enqueue(maker);
                if (graph.Initializer.FirstOrDefault(constant => constant.Name == input) is { } constant)
                    graph.Initializer.Remove(constant);
            }
        }
    }

    private static bool IsRead(GraphProto graph, string tensor) =>
        graph.Node.Any(node => node.Input.Contains(tensor)) || graph.Output.Any(output => output.Name == tensor);

    private static long[]? Integers(GraphIndex graph, string tensor)
    {
        TensorProto? constant = graph.Constant(tensor)
            ?? graph.Producer(tensor)?.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T;
        return constant is { DataType: (int)TensorProto.Types.DataType.Int64 } ? TensorValues.Longs(constant) : null;
    }

    private static long[] Numbers(NodeProto node, string name) =>
        [.. node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.Ints ?? []];

    private static void Set(NodeProto node, string name, params long[] numbers)
    {
        if (node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { } old) node.Attribute.Remove(old);
        node.Attribute.Add(GraphBuilder.Numbers(name, numbers));
    }
}
