using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Layers of our networks as operators of an ONNX graph.</summary>
internal static class TensorGraph
{
    /// <summary>Convolution, followed by the normalisation folded into it.</summary>
    public static string Convolution(
        this GraphBuilder graph, string input, Convolution convolution, BatchNormalization? normalization = null,
        int? stride = null)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor weight, Tensor bias) = FoldedConvolution.From(convolution, normalization);
        return graph.Convolution(input, weight, bias, stride ?? convolution.Stride, convolution.Padding);
    }

    /// <summary>Convolution with zero padding.</summary>
    public static string Convolution(
        this GraphBuilder graph, string input, Tensor weight, Tensor bias, int stride = 1, int padding = 0) =>
        graph.Convolution(input, graph.Constant(weight), graph.Constant(bias), weight.shape[2], stride, padding);

    /// <summary>Transposed convolution that enlarges by its stride.</summary>
    public static string TransposedConvolution(
        this GraphBuilder graph, string input, TransposedConvolution convolution) =>
        graph.TransposedConvolution(
            input, graph.Constant(convolution.Weight), graph.Constant(convolution.Bias),
            convolution.Weight.shape[2], convolution.Stride, convolution.Padding, convolution.OutputPadding);

    /// <summary>Multiplies negative values by their channel's slope, or by the one slope of all.</summary>
    public static string ParametricRelu(this GraphBuilder graph, string input, Tensor slopes) =>
        graph.ParametricRelu(input, graph.Constant(slopes.view(-1, 1, 1)));

    /// <summary>Stores a tensor, single precision or 64-bit integers, in the graph.</summary>
    public static string Constant(this GraphBuilder graph, Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = values.detach().cpu().contiguous();
        return plain.dtype == ScalarType.Int64
            ? graph.Constant(plain.data<long>().ToArray(), plain.shape)
            : graph.Constant(plain.data<float>().ToArray(), plain.shape);
    }
}
