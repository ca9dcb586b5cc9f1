using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>What a node computes from its inputs; null stands for an optional input that is left out.</summary>
internal delegate Tensor[] OnnxOperation(Tensor?[] inputs);

/// <summary>
/// The ONNX operators that can be trained through, as operations of libtorch; each is described at
/// https://onnx.ai/onnx/operators.
/// </summary>
internal static partial class OnnxOperations
{
    /// <summary>The operation of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="operatorSet">Version of the operators.</param>
    /// <exception cref="Onnx.OnnxFormatException">It cannot be trained through.</exception>
    public static OnnxOperation Of(OnnxNode node, long operatorSet) => node.Operation switch
    {
        "Conv" => Convolution(node),
        "ConvTranspose" => TransposedConvolution(node),
        "BatchNormalization" => Normalization(node),
        "MaxPool" => MaximumPool(node),
        "AveragePool" => AveragePool(node),
        "GlobalAveragePool" => One(x => x.mean([2, 3], keepdim: true)),
        "Gemm" => Gemm(node),
        "MatMul" => Two((a, b) => a.matmul(b)),
        "Resize" or "Upsample" => Resize(node),

        "Relu" => One(x => x.relu()),
        "LeakyRelu" => LeakyRelu(node.Real("alpha", 0.01f)),
        "PRelu" => Two((x, slope) => x.relu().sub(x.neg().relu().mul(slope))),
        "Sigmoid" => One(x => x.sigmoid()),
        "HardSigmoid" => HardSigmoid(node.Real("alpha", 0.2f), node.Real("beta", 0.5f)),
        "HardSwish" => HardSwish(),
        "Tanh" => One(x => x.tanh()),
        "Softplus" => One(x => x.relu().Plus(x.abs().neg().exp().log1p())),
        "Exp" => One(x => x.exp()),
        "Log" => One(x => x.log()),
        "Sqrt" => One(x => x.sqrt()),
        "Floor" => One(x => x.is_floating_point() ? x.floor() : x.alias()),
        "Sign" => One(x => x.sign()),
        "Neg" => One(x => x.neg()),
        "Erf" => One(x => x.erf()),
        "Identity" or "Dropout" => One(x => x.alias()),
        "Clip" => Clip(node),
        "Add" => Two((a, b) => a.Plus(b)),
        "Sub" => Two((a, b) => a.sub(b)),
        "Mul" => Two((a, b) => a.mul(b)),
        "Div" => Two(Divide),
        "Pow" => Two((a, b) => a.pow(b)),
        "Max" => Two((a, b) => a.maximum(b)),
        "Min" => Two((a, b) => a.minimum(b)),
        "Softmax" => Softmax(node, operatorSet),

        "Concat" => Concatenate(node),
        "Split" => Split(node, operatorSet),
        "Slice" => Slice(node, operatorSet),
        "Reshape" => Two((x, shape) => x.reshape(TargetShape(x, Numbers(shape)))),
        "Flatten" => Flatten(node.Integer("axis", 1)),
        "Transpose" => Transpose(node),
        "Unsqueeze" => Unsqueeze(node, operatorSet),
        "Squeeze" => Squeeze(node, operatorSet),
        "Shape" => One(x => tensor(x.shape)),
        "Gather" => Gather(node),
        "Cast" => Cast(node),
        "Expand" => Two((x, shape) => x.expand(ExpandedShape(x, Numbers(shape)))),
        "Range" => Range(),
        "ConstantOfShape" => ConstantOfShape(node),
        "DepthToSpace" => DepthToSpace(node),
        "SpaceToDepth" => SpaceToDepth(node),
        "CumSum" => CumulativeSum(node),
        "ReduceMean" => ReduceMean(node, operatorSet),
        _ => throw node.Unsupported("the operator"),
    };

    private static OnnxOperation One(Func<Tensor, Tensor> compute) => inputs => [compute(inputs[0]!)];

    private static OnnxOperation Two(Func<Tensor, Tensor, Tensor> compute) =>
        inputs => [compute(inputs[0]!, inputs[1]!)];

    /// <summary>The whole numbers that a tensor of shapes, axes or indices holds.</summary>
    private static long[] Numbers(Tensor values) => values.to(ScalarType.Int64).cpu().data<long>().ToArray();
}
