using System.Runtime.InteropServices;
using Google.Protobuf;

namespace DetectionSdk.Onnx;

/// <summary>
/// An ONNX graph under construction. Each method appends one operator of opset 13 and returns the name of its output,
/// so a network is written as it is computed. Only operators and attributes that ONNX Runtime and OpenCV DNN both read.
/// </summary>
public sealed class GraphBuilder
{
    private const int IrVersion = 8;
    private const int OperatorSet = 13;

    private readonly GraphProto _graph;

    /// <summary>Begins a graph.</summary>
    /// <param name="name">Its name.</param>
    public GraphBuilder(string name) => _graph = new GraphProto { Name = name };

    /// <summary>Declares a single-precision input; a dimension is a size, or a name where the size is free.</summary>
    public string Input(string name, params object[] shape)
    {
        _graph.Input.Add(Describe(name, shape));
        return name;
    }

    /// <summary>Declares an input of 64-bit integers, a vector.</summary>
    public string IntegerInput(string name, int length)
    {
        _graph.Input.Add(Describe(name, [length], TensorProto.Types.DataType.Int64));
        return name;
    }

    /// <summary>Declares a tensor of the graph as an output under a name of its own.</summary>
    public void Output(string name, string tensor, params object[] shape)
    {
        _graph.Node.Single(node => node.Output[0] == tensor).Output[0] = name;
        _graph.Output.Add(Describe(name, shape));
    }

    /// <summary>Convolution with zero padding, one group.</summary>
    /// <param name="input">The images, (B, in, H, W).</param>
    /// <param name="weight">Name of the kernels, (out, in, kernel, kernel).</param>
    /// <param name="bias">Name of the bias, (out).</param>
    /// <param name="kernel">Side of the kernels.</param>
    /// <param name="stride">Pixels from one output value to the next.</param>
    /// <param name="padding">Zeros on every side.</param>
    public string Convolution(
        string input, string weight, string bias, long kernel, long stride = 1, long padding = 0) =>
        Node("Conv", [input, weight, bias], Numbers("dilations", 1, 1), Number("group", 1),
            Numbers("kernel_shape", kernel, kernel), Numbers("pads", padding, padding, padding, padding),
            Numbers("strides", stride, stride));

    /// <summary>Transposed convolution that enlarges by its stride.</summary>
    /// <param name="input">The images, (B, in, h, w).</param>
    /// <param name="weight">Name of the kernels, (in, out, kernel, kernel).</param>
    /// <param name="bias">Name of the bias, (out).</param>
    /// <param name="kernel">Side of the kernels.</param>
    /// <param name="stride">The factor.</param>
    /// <param name="padding">Pixels cut from every side of the result.</param>
    /// <param name="outputPadding">Pixels added right and below.</param>
    public string TransposedConvolution(
        string input, string weight, string bias, long kernel, long stride, long padding = 0, long outputPadding = 0) =>
        Node("ConvTranspose", [input, weight, bias], Numbers("dilations", 1, 1), Number("group", 1),
            Numbers("kernel_shape", kernel, kernel), Numbers("output_padding", outputPadding, outputPadding),
            Numbers("pads", padding, padding, padding, padding), Numbers("strides", stride, stride));

    /// <summary>Multiplies negative values by their channel's slope, or by the one slope of all.</summary>
    /// <param name="input">The values.</param>
    /// <param name="slopes">Name of the slopes, (channels, 1, 1) or (1, 1, 1).</param>
    public string ParametricRelu(string input, string slopes) => Node("PRelu", [input, slopes]);

    /// <summary>max(0, x).</summary>
    public string Relu(string input) => Node("Relu", [input]);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public string Sigmoid(string input) => Node("Sigmoid", [input]);

    /// <summary>Shares of the channels that add up to 1: exp(x) over its sum along them.</summary>
    public string Softmax(string input) => Node("Softmax", [input], Number("axis", 1));

    /// <summary>-1, 0 or 1.</summary>
    public string Sign(string input) => Node("Sign", [input]);

    /// <summary>The sum, broadcast.</summary>
    public string Add(string left, string right) => Node("Add", [left, right]);

    /// <summary>The difference, broadcast.</summary>
    public string Subtract(string left, string right) => Node("Sub", [left, right]);

    /// <summary>The product, broadcast.</summary>
    public string Multiply(string left, string right) => Node("Mul", [left, right]);

    /// <summary>The quotient, broadcast.</summary>
    public string Divide(string left, string right) => Node("Div", [left, right]);

    /// <summary>Maximum over 3x3 windows, padding 1.</summary>
    public string MaxPool(string input, int stride) =>
        Node(
            "MaxPool", [input], Numbers("kernel_shape", 3, 3), Numbers("pads", 1, 1, 1, 1),
            Numbers("strides", stride, stride));

    /// <summary>Joins along the channels.</summary>
    public string Concatenate(params string[] inputs) => Node("Concat", inputs, Number("axis", 1));

    /// <summary>Enlarges height and width by two, each pixel repeated.</summary>
    public string EnlargeTwice(string input) =>
        Node("Resize", [input, "", Constant([1f, 1f, 2f, 2f], 4)],
            Text("coordinate_transformation_mode", "asymmetric"), Text("mode", "nearest"),
            Text("nearest_mode", "floor"));

    /// <summary>Turns blocks of factor^2 channels into squares of factor x factor pixels.</summary>
    public string PixelShuffle(string input, int factor) =>
        Node("DepthToSpace", [input], Number("blocksize", factor), Text("mode", "CRD"));

    /// <summary>
    /// Enlarges the height and width of images bicubically, as a convolution and a pixel shuffle: what the operator
    /// Resize computes, which takes ONNX Runtime longer than a small network.
    /// </summary>
    /// <param name="input">The images, (B, 3, H, W).</param>
    /// <param name="factor">By how much, at least 1.</param>
    public string EnlargeBicubically(string input, int factor)
    {
        if (factor == 1) return input;
        const long channels = 3, radius = CubicKernels.Radius, side = CubicKernels.Side;
        float[] one = CubicKernels.Of(factor);
        string kernels = Constant([.. one, .. one, .. one], channels * factor * factor, 1, side, side);
        string padded = Node(
            "Pad", [input, Constant([0L, 0, radius, radius, 0, 0, radius, radius], 8)], Text("mode", "edge"));
        string phases = Node(
            "Conv", [padded, kernels], Numbers("dilations", 1, 1), Number("group", channels),
            Numbers("kernel_shape", side, side), Numbers("pads", 0, 0, 0, 0), Numbers("strides", 1, 1));
        return PixelShuffle(phases, factor);
    }

    /// <summary>Enlarges height and width bilinearly.</summary>
    public string EnlargeBilinearly(string input, int factor) =>
        Node("Resize", [input, "", Constant([1f, 1f, factor, factor], 4)], Interpolation("linear"));

    /// <summary>Resizes to the shape that a tensor of four integers holds; the mode is linear or cubic.</summary>
    public string ResizeTo(string input, string shape, string mode) =>
        Node("Resize", [input, "", "", shape], Interpolation(mode));

    /// <summary>The shape (B, C, height, width) of a tensor with another height and width.</summary>
    public string ShapeOf(string input, string heightAndWidth)
    {
        string batchAndChannels = Node("Slice", [Node("Shape", [input]), Constant([0L], 1), Constant([2L], 1)]);
        return Node("Concat", [batchAndChannels, heightAndWidth], Number("axis", 0));
    }

    /// <summary>Cuts rows below and columns to the right of what another tensor has.</summary>
    public string CropTo(string input, string other)
    {
        string size = Node("Slice", [Node("Shape", [other]), Constant([2L], 1), Constant([4L], 1)]);
        return Node("Slice", [input, Constant([0L, 0], 2), size, Constant([2L, 3], 2)]);
    }

    /// <summary>Along an axis, the sum of the elements before each element.</summary>
    public string SumBefore(string input, long axis) =>
        Node("CumSum", [input, Constant([axis])], Number("exclusive", 1), Number("reverse", 0));

    /// <summary>Gives another shape; 0 keeps a dimension, -1 takes what remains.</summary>
    public string Reshape(string input, params long[] shape) => Node("Reshape", [input, Constant(shape, shape.Length)]);

    /// <summary>Stores single-precision values in the graph.</summary>
    /// <param name="values">The values, the last axis fastest.</param>
    /// <param name="shape">The shape; none for a single number.</param>
    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Float, shape);

    /// <inheritdoc cref="Constant(ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Int64, shape);

    /// <summary>The finished model file.</summary>
    public byte[] ToModel(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "DetectionSDK",
            ProducerVersion = Version(),
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        model.MetadataProps.AddRange(
            metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model.ToByteArray();
    }

    private static string Version() => typeof(GraphBuilder).Assembly.GetName().Version!.ToString(3);

    /// <summary>Appends any operator of opset 13.</summary>
    /// <param name="operation">Its name in ONNX.</param>
    /// <param name="inputs">Names of its inputs; an empty name leaves an optional one out.</param>
    /// <param name="attributes">
    /// Its attributes; see <see cref="Number"/>, <see cref="Numbers"/>, <see cref="Real"/> and <see cref="Text"/>.
    /// </param>
    /// <returns>Name of its first output.</returns>
    public string Node(string operation, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{_graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add($"{node.Name}_output");
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private static AttributeProto[] Interpolation(string mode) =>
        [
            Text("coordinate_transformation_mode", "half_pixel"), Text("mode", mode),
            .. mode == "cubic" ? [Real("cubic_coeff_a", -0.75f)] : Array.Empty<AttributeProto>()
        ];

    private static ValueInfoProto Describe(
        string name, IEnumerable<object> shape, TensorProto.Types.DataType elements = TensorProto.Types.DataType.Float)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(size => size is string free
            ? new TensorShapeProto.Types.Dimension { DimParam = free }
            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(size) }));
        var type = new TypeProto.Types.Tensor { ElemType = (int)elements, Shape = dimensions };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    /// <summary>An attribute.</summary>
    public static AttributeProto Number(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>An attribute.</summary>
    public static AttributeProto Numbers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>An attribute.</summary>
    public static AttributeProto Real(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>An attribute.</summary>
    public static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    private string Constant(ReadOnlySpan<byte> values, TensorProto.Types.DataType type, ReadOnlySpan<long> shape)
    {
        TensorProto constant = new()
        {
            Name = $"constant_{_graph.Initializer.Count}", DataType = (int)type, RawData = ByteString.CopyFrom(values),
        };
        constant.Dims.AddRange(shape.ToArray());
        _graph.Initializer.Add(constant);
        return constant.Name;
    }
}
