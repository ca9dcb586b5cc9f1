using System.Runtime.InteropServices;
using DetectionSdk.Training.Onnx;
using Google.Protobuf;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// An ONNX graph under construction. Each method appends one operator of opset 13 and returns the name of its output, so a
/// network is written as it is computed. Only operators and attributes that ONNX Runtime and OpenCV DNN both read.
/// </summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 8;
    private const int OperatorSet = 13;

    private readonly GraphProto _graph;

    public OnnxGraph(string name) => _graph = new GraphProto { Name = name };

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

    /// <summary>Convolution, followed by the normalisation folded into it.</summary>
    public string Convolution(string input, Convolution convolution, BatchNormalization? normalization = null, int? stride = null)
    {
        using var scope = NewDisposeScope();
        (Tensor weight, Tensor bias) = FoldedConvolution.From(convolution, normalization);
        return Convolution(input, weight, bias, stride ?? convolution.Stride, convolution.Padding);
    }

    /// <summary>Convolution with zero padding.</summary>
    public string Convolution(string input, Tensor weight, Tensor bias, int stride = 1, int padding = 0)
    {
        long kernel = weight.shape[2];
        return Node("Conv", [input, Constant(weight), Constant(bias)], Integers("dilations", 1, 1), Integer("group", 1),
            Integers("kernel_shape", kernel, kernel), Integers("pads", padding, padding, padding, padding), Integers("strides", stride, stride));
    }

    /// <summary>Transposed convolution that enlarges by its stride.</summary>
    public string TransposedConvolution(string input, TransposedConvolution convolution)
    {
        long kernel = convolution.Weight.shape[2], padding = convolution.Padding, extra = convolution.OutputPadding;
        return Node("ConvTranspose", [input, Constant(convolution.Weight), Constant(convolution.Bias)], Integers("dilations", 1, 1), Integer("group", 1),
            Integers("kernel_shape", kernel, kernel), Integers("output_padding", extra, extra), Integers("pads", padding, padding, padding, padding),
            Integers("strides", convolution.Stride, convolution.Stride));
    }

    /// <summary>Multiplies negative values by their channel's slope, or by the one slope of all.</summary>
    public string ParametricRelu(string input, Tensor slopes) => Node("PRelu", [input, Constant(slopes.view(-1, 1, 1))]);

    public string Relu(string input) => Node("Relu", [input]);

    public string Sigmoid(string input) => Node("Sigmoid", [input]);

    public string Sign(string input) => Node("Sign", [input]);

    public string Add(string left, string right) => Node("Add", [left, right]);

    public string Subtract(string left, string right) => Node("Sub", [left, right]);

    public string Multiply(string left, string right) => Node("Mul", [left, right]);

    public string Divide(string left, string right) => Node("Div", [left, right]);

    /// <summary>Maximum over 3x3 windows, padding 1.</summary>
    public string MaxPool(string input, int stride) =>
        Node("MaxPool", [input], Integers("kernel_shape", 3, 3), Integers("pads", 1, 1, 1, 1), Integers("strides", stride, stride));

    /// <summary>Joins along the channels.</summary>
    public string Concatenate(params string[] inputs) => Node("Concat", inputs, Integer("axis", 1));

    /// <summary>Enlarges height and width by two, each pixel repeated.</summary>
    public string EnlargeTwice(string input) =>
        Node("Resize", [input, "", Constant(tensor([1f, 1f, 2f, 2f]))],
            Text("coordinate_transformation_mode", "asymmetric"), Text("mode", "nearest"), Text("nearest_mode", "floor"));

    /// <summary>Turns blocks of factor^2 channels into squares of factor x factor pixels.</summary>
    public string PixelShuffle(string input, int factor) => Node("DepthToSpace", [input], Integer("blocksize", factor), Text("mode", "CRD"));

    /// <summary>Enlarges height and width bicubically.</summary>
    public string EnlargeBicubically(string input, int factor) => Node("Resize", [input, "", Constant(tensor([1f, 1f, factor, factor]))], Interpolation("cubic"));

    /// <summary>Resizes to the shape that a tensor of four integers holds; the mode is linear or cubic.</summary>
    public string ResizeTo(string input, string shape, string mode) => Node("Resize", [input, "", "", shape], Interpolation(mode));

    /// <summary>The shape (B, C, height, width) of a tensor with another height and width.</summary>
    public string ShapeOf(string input, string heightAndWidth)
    {
        string batchAndChannels = Node("Slice", [Node("Shape", [input]), Constant(tensor([0L])), Constant(tensor([2L]))]);
        return Node("Concat", [batchAndChannels, heightAndWidth], Integer("axis", 0));
    }

    /// <summary>Along an axis, the sum of the elements before each element.</summary>
    public string SumBefore(string input, long axis) =>
        Node("CumSum", [input, Constant(tensor(axis))], Integer("exclusive", 1), Integer("reverse", 0));

    /// <summary>Gives another shape; 0 keeps a dimension, -1 takes what remains.</summary>
    public string Reshape(string input, params long[] shape) => Node("Reshape", [input, Constant(tensor(shape))]);

    /// <summary>Stores a tensor, single precision or 64-bit integers, in the graph.</summary>
    public string Constant(Tensor values)
    {
        using var scope = NewDisposeScope();
        Tensor plain = values.detach().cpu().contiguous();
        bool integers = plain.dtype == ScalarType.Int64;
        var constant = new TensorProto
        {
            Name = $"constant_{_graph.Initializer.Count}",
            DataType = (int)(integers ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float),
            RawData = integers ? LittleEndian(plain.data<long>().ToArray()) : LittleEndian(plain.data<float>().ToArray()),
        };
        constant.Dims.AddRange(plain.shape);
        _graph.Initializer.Add(constant);
        return constant.Name;
    }

    /// <summary>The finished model file.</summary>
    public byte[] ToModel(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "DetectionSDK", ProducerVersion = Version(), Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        model.MetadataProps.AddRange(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model.ToByteArray();
    }

    private static string Version() => typeof(OnnxGraph).Assembly.GetName().Version!.ToString(3);

    private string Node(string operation, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{_graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add($"{node.Name}_output");
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private static AttributeProto[] Interpolation(string mode) =>
        [Text("coordinate_transformation_mode", "half_pixel"), Text("mode", mode), .. mode == "cubic" ? [Real("cubic_coeff_a", -0.75f)] : Array.Empty<AttributeProto>()];

    private static ValueInfoProto Describe(string name, IEnumerable<object> shape, TensorProto.Types.DataType elements = TensorProto.Types.DataType.Float)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(size => size is string free
            ? new TensorShapeProto.Types.Dimension { DimParam = free }
            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(size) }));
        var type = new TypeProto.Types.Tensor { ElemType = (int)elements, Shape = dimensions };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    private static AttributeProto Integer(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static AttributeProto Real(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    private static ByteString LittleEndian<T>(T[] values) where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
}
