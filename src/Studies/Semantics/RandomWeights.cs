using System.Runtime.InteropServices;
using DetectionSdk.Onnx;
using Google.Protobuf;
using MathNet.Numerics;

namespace DetectionSdk.Studies;

/// <summary>
/// The same network without what it has learned, as a baseline: kernels drawn from a normal distribution of variance 2
/// / inputs (He et al., ICCV 2015), biases of convolutions zero. Other constants stay.
/// </summary>
public static class RandomWeights
{
    /// <summary>Draws the weights of all convolutions of a model in memory anew.</summary>
    /// <param name="model">Changed.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    public static void Draw(OnnxModel model, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        RandomSource random = new(seed);
        Dictionary<string, TensorProto> constants = model.Graph.Initializer.ToDictionary(constant => constant.Name);
        foreach (NodeProto layer in model.Graph.Node.Where(node => node.OpType == "Conv"))
        {
            TensorProto[] own = [.. layer.Input.Skip(1).Where(constants.ContainsKey).Select(name => constants[name])];
            foreach (TensorProto constant in own.Where(IsFloat)) Write(constant, DrawFor(constant, random));
        }
    }

    private static bool IsFloat(TensorProto constant) =>
        constant.DataType == (int)TensorProto.Types.DataType.Float;

    // Biases have one dimension.
    private static float[] DrawFor(TensorProto constant, RandomSource random)
    {
        long count = constant.Dims.Aggregate(1L, (product, side) => product * side);
        if (constant.Dims.Count == 1) return new float[count];
        double deviation = Math.Sqrt(2.0 * constant.Dims[0] / count);
        return [.. Enumerable.Range(0, (int)count).Select(_ => (float)(deviation * Normal(random)))];
    }

    private static double Normal(RandomSource random) =>
        Math.Sqrt(2) * SpecialFunctions.ErfInv(2 * random.NextDouble() - 1);

    private static void Write(TensorProto constant, float[] values)
    {
        constant.FloatData.Clear();
        constant.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
