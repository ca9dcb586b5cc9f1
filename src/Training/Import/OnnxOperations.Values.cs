using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Operators that compute value by value. Numbers are held Scalars, see <see cref="HeldScalars"/>.</summary>
internal static partial class OnnxOperations
{
    private static readonly Scalar Six = 6f, Three = 3f, Sixth = 1f / 6;

    private static OnnxOperation LeakyRelu(float slope)
    {
        Scalar held = slope;
        return inputs => [inputs[0]!.leaky_relu(held)];
    }

    private static OnnxOperation HardSigmoid(float alpha, float beta)
    {
        Scalar factor = alpha, shift = beta;
        return inputs => [inputs[0]!.mul(factor).add(shift, HeldScalars.One).clamp(HeldScalars.Zero, HeldScalars.One)];
    }

    private static OnnxOperation HardSwish() => inputs =>
    [
        inputs[0]!.mul(inputs[0]!.add(Three, HeldScalars.One).clamp(HeldScalars.Zero, Six)).mul(Sixth),
    ];

    private static OnnxOperation Clip(OnnxNode node)
    {
        float least = node.Real("min", float.NegativeInfinity), greatest = node.Real("max", float.PositiveInfinity);
        Scalar heldLeast = least, heldGreatest = greatest;
        return inputs =>
        {
            Tensor values = inputs[0]!;
            if (inputs.Length == 1) return [values.clamp(heldLeast, heldGreatest)];
            Tensor result = inputs[1] is { } minimum ? values.maximum(minimum.to(values.dtype)) : values;
            Tensor? maximum = inputs.ElementAtOrDefault(2);
            return [maximum is null ? result.alias() : result.minimum(maximum.to(values.dtype))];
        };
    }

    private static Tensor Divide(Tensor a, Tensor b) =>
        a.is_floating_point() || b.is_floating_point() ? a.div(b) : a.floor_divide(b);

    private static OnnxOperation Softmax(OnnxNode node, long operatorSet)
    {
        long axis = node.Integer("axis", operatorSet < 13 ? 1 : -1);
        return inputs =>
        {
            Tensor values = inputs[0]!;
            if (operatorSet >= 13 || axis == values.dim() - 1 || axis == -1) return [values.softmax(axis)];
            Tensor flat = values.flatten(axis, -1); // before version 13 all axes from this one on are one
            return [flat.softmax(axis).view(values.shape)];
        };
    }

    private static OnnxOperation CumulativeSum(OnnxNode node)
    {
        bool isExclusive = node.Integer("exclusive", 0) != 0;
        if (node.Integer("reverse", 0) != 0) throw node.Unsupported("the reverse sum");
        return inputs =>
        {
            Tensor values = inputs[0]!, sums = values.cumsum(Numbers(inputs[1]!)[0]);
            return [isExclusive ? sums.sub(values) : sums];
        };
    }

    private static OnnxOperation ReduceMean(OnnxNode node, long operatorSet)
    {
        bool keeps = node.Integer("keepdims", 1) != 0;
        return inputs =>
        {
            long[] axes = operatorSet >= 18 && inputs.ElementAtOrDefault(1) is { } given
                ? Numbers(given)
                : node.Integers("axes");
            return [axes.Length == 0 ? inputs[0]!.mean() : inputs[0]!.mean(axes, keeps)];
        };
    }

    private static OnnxOperation Cast(OnnxNode node)
    {
        ScalarType? type = node.Integer("to", 0) switch
        {
            1 or 10 or 11 => ScalarType.Float32,
            6 or 7 => ScalarType.Int64,
            9 => ScalarType.Bool,
            long other => throw node.Unsupported($"the type {other}"),
        };
        return inputs => [inputs[0]!.dtype == type ? inputs[0]!.alias() : inputs[0]!.to(type.Value)];
    }
}
