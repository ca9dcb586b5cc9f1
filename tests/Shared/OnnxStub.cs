using System.Text;

namespace DetectionSdk.Tests;

/// <summary>
/// Writes tiny ONNX detectors whose answers are known: the subset of the ONNX messages that they need, by field number,
/// in the protobuf wire format. A dimension below 1 is dynamic.
/// </summary>
internal static class OnnxStub
{
    public const int Float32 = 1, UInt8 = 2, Int32 = 6, Int64 = 7, Float16 = 10;

    /// <summary>A model that answers the same numbers to every image.</summary>
    public static byte[] Constant(
        long[] input, long[] output, float[] answer, IReadOnlyDictionary<string, string>? metadata = null) =>
        Model(
            [("images", Float32, input)], ("output0", Float32, output),
            [Tensor("answer", Float32, output, Bytes(answer))],
            [Node("Identity", ["answer"], ["output0"])], metadata);

    /// <summary>
    /// A model whose answers follow the image: a mean over every 32 x 32 cell, from which row r of the output is
    /// <c>bias[r] + red[r] * mean(R) + green[r] * mean(G) + blue[r] * mean(B)</c>; one column per cell.
    /// </summary>
    public static byte[] CellMeans(
        long[] input, float[] bias, float[] red, float[] green, float[] blue, int type = Float32,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        const int cell = 32;
        int rows = bias.Length;
        float[] weights = new float[rows * 3 * cell * cell];
        for (int row = 0; row < rows; row++)
        {
            float[][] colours = [red, green, blue];
            for (int channel = 0; channel < 3; channel++)
                Array.Fill(
                    weights, colours[channel][row] / (cell * cell), (row * 3 + channel) * cell * cell, cell * cell);
        }
        long cells = input[2] > 0 && input[3] > 0 ? input[2] / cell * (input[3] / cell) : 0;
        byte[][] nodes =
        [
            Node("Cast", ["images"], ["pixels"], Attribute("to", Float32)),
            Node(
                "Conv", ["pixels", "weights", "bias"], ["means"], Attribute("kernel_shape", [cell, cell]),
                Attribute("strides", [cell, cell])),
            Node("Reshape", ["means", "shape"], ["flat"]),
            Node("Cast", ["flat"], ["output0"], Attribute("to", type)),
        ];
        byte[][] tensors =
        [
            Tensor("weights", Float32, [rows, 3, cell, cell], Bytes(weights)),
            Tensor("bias", Float32, [rows], Bytes(bias)),
            Tensor("shape", Int64, [3], Bytes<long>([0, rows, -1])),
        ];
        return Model([("images", type, input)], ("output0", type, [input[0], rows, cells]), tensors, nodes, metadata);
    }

    public static byte[] Model(
        IReadOnlyList<(string Name, int Type, long[] Shape)> inputs, (string Name, int Type, long[] Shape) output,
        byte[][] initializers, byte[][] nodes, IReadOnlyDictionary<string, string>? metadata) =>
        Model(inputs, [output], initializers, nodes, metadata);

    public static byte[] Model(
        IReadOnlyList<(string Name, int Type, long[] Shape)> inputs,
        IReadOnlyList<(string Name, int Type, long[] Shape)> outputs, byte[][] initializers, byte[][] nodes,
        IReadOnlyDictionary<string, string>? metadata)
    {
        List<byte[]> graph =
        [
            .. nodes.Select(n => Field(1, n)), Field(2, "stub"), .. initializers.Select(t => Field(5, t))
        ];
        graph.AddRange(inputs.Select(i => Field(11, ValueInfo(i.Name, i.Type, i.Shape))));
        graph.AddRange(outputs.Select(o => Field(12, ValueInfo(o.Name, o.Type, o.Shape))));
        List<byte[]> model = [Field(1, 8), Field(2, "stub"), Field(7, Join([.. graph])), Field(8, Field(2, 17))];
        model.AddRange(
            (metadata ?? new Dictionary<string, string>())
                .Select(m => Field(14, Join(Field(1, m.Key), Field(2, m.Value)))));
        return Join([.. model]);
    }

    public static byte[] Tensor(string name, int type, long[] dimensions, byte[] data) =>
        Join([.. dimensions.Select(d => Field(1, d)), Field(2, type), Field(8, name), Field(9, data)]);

    public static byte[] Node(string operation, string[] inputs, string[] outputs, params byte[][] attributes) =>
        Join(
            [
                .. inputs.Select(i => Field(1, i)), .. outputs.Select(o => Field(2, o)), Field(4, operation),
                .. attributes.Select(a => Field(5, a))
            ]);

    public static byte[] Attribute(string name, long value) => Join(Field(1, name), Field(3, value), Field(20, 2));

    public static byte[] Attribute(string name, string value) => Join(Field(1, name), Field(4, value), Field(20, 3));

    public static byte[] Attribute(string name, long[] values) =>
        Join([Field(1, name), .. values.Select(v => Field(8, v)), Field(20, 7)]);

    private static byte[] ValueInfo(string name, int type, long[] shape)
    {
        IEnumerable<byte[]> dimensions = shape.Select(
            (d, axis) => Field(1, d > 0 ? Field(1, d) : Field(2, $"{name}_axis{axis}")));
        return Join(Field(1, name), Field(2, Field(1, Join(Field(1, type), Field(2, Join([.. dimensions]))))));
    }

    public static byte[] Bytes<T>(T[] values) where T : struct
    {
        byte[] bytes = new byte[Buffer.ByteLength(values)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static byte[] Field(int number, long value) => Join(Varint((ulong)(number << 3)), Varint((ulong)value));

    private static byte[] Field(int number, string value) => Field(number, Encoding.UTF8.GetBytes(value));

    private static byte[] Field(int number, byte[] value) =>
        Join(Varint((ulong)(number << 3 | 2)), Varint((ulong)value.Length), value);

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];
}
