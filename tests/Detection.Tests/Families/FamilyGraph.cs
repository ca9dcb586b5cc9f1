using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

/// <summary>
/// A graph with the names, types and shapes of an exporter. Outputs are constants, or what nodes make of the inputs.
/// </summary>
internal sealed class FamilyGraph
{
    private readonly List<(string Name, int Type, long[] Shape)> _inputs = [], _outputs = [];
    private readonly List<byte[]> _tensors = [], _nodes = [];
    private readonly Dictionary<string, string> _metadata = [];

    /// <summary>A dimension below 1 is dynamic.</summary>
    public FamilyGraph Input(string name, int type, params long[] shape)
    {
        _inputs.Add((name, type, shape));
        return this;
    }

    /// <summary>An output that is always the same; dynamic dimensions are 1, but for the last: values tell.</summary>
    public FamilyGraph Output<T>(string name, long[] shape, params T[] values) where T : struct
    {
        long known = shape.Where(side => side > 0).Aggregate(1L, (product, side) => product * side);
        int last = Array.FindLastIndex(shape, side => side <= 0);
        long[] actual = [.. shape.Select((side, axis) => side > 0 ? side : axis == last ? values.Length / known : 1)];
        Tensor($"{name} answer", actual, values).Tensor($"{name} shape", [shape.Length], actual);
        // What may be fed is no constant, so that ONNX Runtime does not find out what shape the answer has.
        if (last >= 0) Input($"{name} shape", OnnxStub.Int64, shape.Length);
        return Computed<T>(name, shape).Node("Reshape", [$"{name} answer", $"{name} shape"], name);
    }

    /// <summary>An output that a node gives.</summary>
    public FamilyGraph Computed<T>(string name, params long[] shape)
    {
        _outputs.Add((name, TypeOf<T>(), shape));
        return this;
    }

    public FamilyGraph Tensor<T>(string name, long[] shape, params T[] values) where T : struct
    {
        _tensors.Add(OnnxStub.Tensor(name, TypeOf<T>(), shape, OnnxStub.Bytes(values)));
        return this;
    }

    public FamilyGraph Node(string operation, string[] inputs, string output, params byte[][] attributes)
    {
        _nodes.Add(OnnxStub.Node(operation, inputs, [output], attributes));
        return this;
    }

    /// <summary>A node whose outputs nobody reads.</summary>
    public FamilyGraph DeadNode(string operation, string[] inputs, int outputs)
    {
        _nodes.Add(
            OnnxStub.Node(operation, inputs, [.. Enumerable.Range(0, outputs).Select(i => $"{operation} {i}")]));
        return this;
    }

    public FamilyGraph Metadata(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    public byte[] Build() => OnnxStub.Model(_inputs, _outputs, [.. _tensors], [.. _nodes], _metadata);

    /// <summary>Loads it with these class names, or those that the family knows.</summary>
    public Detector Load(params string[] names) => Load(new DetectorOptions(), names);

    public Detector Load(DetectorOptions options, params string[] names) =>
        Detector.Load(Build(), options with { ClassNames = names.Length > 0 ? names : null });

    /// <summary>Finds in a black picture of 128 x 64 pixels exactly these objects, best first.</summary>
    public static void AssertFound(
        Detector detector,
        params (double X, double Y, double Width, double Height, string Label, float Score)[] expected)
    {
        using Mat wide = new(64, 128, MatType.CV_8UC3, Scalar.All(0));
        AssertFound(detector.Detect(wide), expected);
    }

    public static void AssertFound(
        DetectionResult result,
        params (double X, double Y, double Width, double Height, string Label, float Score)[] expected)
    {
        Assert.Equal(expected.Select(e => e.Label), result.Objects.Select(o => o.Label));
        foreach (((double x, double y, double width, double height, _, float score), DetectedObject found) in
            expected.Zip(result.Objects))
        {
            Assert.Equal(score, found.Score, 1e-5f);
            Assert.Equal(x, found.Box.X, 1e-3);
            Assert.Equal(y, found.Box.Y, 1e-3);
            Assert.Equal(width, found.Box.Width, 1e-3);
            Assert.Equal(height, found.Box.Height, 1e-3);
        }
    }

    /// <summary>Numbers of which most are one and the same.</summary>
    public static float[] Fill(int count, float value, params (int At, float[] Values)[] others)
    {
        float[] numbers = new float[count];
        Array.Fill(numbers, value);
        foreach ((int at, float[] values) in others) values.CopyTo(numbers, at);
        return numbers;
    }

    private static int TypeOf<T>() =>
        typeof(T) == typeof(long) ? OnnxStub.Int64 : typeof(T) == typeof(int) ? OnnxStub.Int32 : OnnxStub.Float32;
}
