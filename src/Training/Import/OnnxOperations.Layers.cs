using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

internal static partial class OnnxOperations
{
    private static OnnxOperation Convolution(OnnxNode node)
    {
        long[] strides = node.Integers("strides", 1, 1), dilations = node.Integers("dilations", 1, 1);
        long groups = node.Integer("group", 1);
        return inputs =>
        {
            Tensor weight = inputs[1]!;
            if (weight.dim() != 4) throw node.Unsupported($"a convolution over {weight.dim() - 2} axes");
            (Tensor image, long[] padding) = Pad(node, inputs[0]!, weight.shape[2..], strides, dilations, null);
            return [Convolve(image, weight, inputs.ElementAtOrDefault(2), strides, padding, dilations, groups)];
        };
    }

    /// <summary>
    /// In the number format of the image. In bfloat16 the CPU's gradient of an odd number of outputs reads memory that
    /// was never written, so such a layer computes in single precision; see <see cref="Training.Convolution"/>.
    /// </summary>
    private static Tensor Convolve(
        Tensor image, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long groups)
    {
        bool isOdd = image.dtype == ScalarType.BFloat16 && weight.shape[0] % 2 != 0;
        Tensor input = isOdd ? image.to(ScalarType.Float32) : image;
        Tensor output = nn.functional.conv2d(
            input, weight.to(input.dtype), bias?.to(input.dtype), strides, padding, dilations, groups);
        return isOdd ? output.to(image.dtype) : output;
    }

    private static OnnxOperation TransposedConvolution(OnnxNode node)
    {
        long[] strides = node.Integers("strides", 1, 1), dilations = node.Integers("dilations", 1, 1);
        long[] pads = node.Integers("pads", 0, 0, 0, 0), extra = node.Integers("output_padding", 0, 0);
        if (node.Text("auto_pad", "NOTSET") != "NOTSET" || pads[0] != pads[2] || pads[1] != pads[3])
            throw node.Unsupported("padding that differs between sides");
        long groups = node.Integer("group", 1);
        return inputs =>
        {
            Tensor image = inputs[0]!, weight = inputs[1]!.to(image.dtype);
            Tensor? bias = inputs.ElementAtOrDefault(2)?.to(image.dtype);
            return
            [
                nn.functional.conv_transpose2d(
                    image, weight, bias, strides, [pads[0], pads[1]], extra, dilations, groups),
            ];
        };
    }

    /// <summary>With the file's own statistics, also in training.</summary>
    private static OnnxOperation Normalization(OnnxNode node)
    {
        double epsilon = node.Real("epsilon", 1e-5f);
        return inputs =>
        [
            nn.functional.batch_norm(
                inputs[0]!, inputs[3]!, inputs[4]!, inputs[1]!, inputs[2]!, training: false, eps: epsilon),
        ];
    }

    private static OnnxOperation MaximumPool(OnnxNode node)
    {
        long[] kernel = node.Integers("kernel_shape"), strides = node.Integers("strides", 1, 1);
        long[] dilations = node.Integers("dilations", 1, 1);
        bool roundsUp = node.Integer("ceil_mode", 0) != 0;
        return inputs =>
        {
            (Tensor image, long[] padding) = Pad(
                node, inputs[0]!, kernel, strides, dilations, double.NegativeInfinity);
            return [nn.functional.max_pool2d(image, kernel, strides, padding, dilations, roundsUp)];
        };
    }

    private static OnnxOperation AveragePool(OnnxNode node)
    {
        long[] kernel = node.Integers("kernel_shape"), strides = node.Integers("strides", 1, 1);
        bool countsPadding = node.Integer("count_include_pad", 0) != 0, roundsUp = node.Integer("ceil_mode", 0) != 0;
        long[] pads = node.Integers("pads", 0, 0, 0, 0);
        if (pads[0] != pads[2] || pads[1] != pads[3] || node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            throw node.Unsupported("padding that differs between sides");
        return inputs =>
        [
            nn.functional.avg_pool2d(inputs[0]!, kernel, strides, [pads[0], pads[1]], roundsUp, countsPadding),
        ];
    }

    private static OnnxOperation Gemm(OnnxNode node)
    {
        bool firstTransposed = node.Integer("transA", 0) != 0, secondTransposed = node.Integer("transB", 0) != 0;
        if (node.Real("alpha", 1) != 1 || node.Real("beta", 1) != 1) throw node.Unsupported("a factor other than 1");
        return inputs =>
        {
            Tensor a = firstTransposed ? inputs[0]!.t() : inputs[0]!;
            Tensor b = secondTransposed ? inputs[1]!.t() : inputs[1]!;
            Tensor product = a.matmul(b.to(a.dtype));
            return [inputs.ElementAtOrDefault(2) is { } bias ? product.Plus(bias.to(product.dtype)) : product];
        };
    }

    /// <summary>Enlarging by repetition, or linear interpolation of pixel centres or corners.</summary>
    private static OnnxOperation Resize(OnnxNode node)
    {
        string mode = node.Text("mode", "nearest");
        string coordinates = node.Text("coordinate_transformation_mode", "half_pixel");
        bool isUpsample = node.Operation == "Upsample";
        if (mode is not ("nearest" or "linear" or "bilinear")) throw node.Unsupported($"the mode '{mode}'");
        if (coordinates is not ("half_pixel" or "pytorch_half_pixel" or "asymmetric" or "align_corners"))
            throw node.Unsupported($"the coordinates '{coordinates}'");
        return inputs =>
        {
            Tensor image = inputs[0]!;
            long[] size = ResizedSize(node, isUpsample ? [image, null, inputs[1]] : inputs);
            if (mode == "nearest" && size.Zip(image.shape[2..]).Any(side => side.First % side.Second != 0))
                throw node.Unsupported("repetition of pixels by a factor that is no whole number");
            if (mode == "nearest") return [nn.functional.interpolate(image, size, mode: InterpolationMode.Nearest)];
            if (coordinates == "asymmetric") throw node.Unsupported("linear interpolation of pixel edges");
            return
            [
                nn.functional.interpolate(
                    image, size, mode: InterpolationMode.Bilinear, align_corners: coordinates == "align_corners"),
            ];
        };
    }

    private static long[] ResizedSize(OnnxNode node, Tensor?[] inputs)
    {
        if (inputs.ElementAtOrDefault(3) is { } sizes && sizes.numel() > 0) return Numbers(sizes)[^2..];
        if (inputs.ElementAtOrDefault(2) is not { } factors || factors.numel() == 0)
            throw node.Unsupported("a resize without factors and sizes");
        float[] scales = factors.cpu().data<float>().ToArray();
        long[] shape = inputs[0]!.shape;
        return [(long)Math.Floor(shape[2] * (double)scales[2]), (long)Math.Floor(shape[3] * (double)scales[3])];
    }

    /// <summary>Padding as libtorch's layers take it; what differs between sides is added to the image.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="image">(B, C, H, W).</param>
    /// <param name="kernel">Its height and width.</param>
    /// <param name="strides">Vertical and horizontal.</param>
    /// <param name="dilations">Vertical and horizontal.</param>
    /// <param name="value">What is added; null for zero.</param>
    private static (Tensor Image, long[] Padding) Pad(
        OnnxNode node, Tensor image, long[] kernel, long[] strides, long[] dilations, double? value)
    {
        long[] pads = node.Text("auto_pad", "NOTSET") switch
        {
            "SAME_UPPER" => SamePadding(image.shape[2..], kernel, strides, dilations),
            "NOTSET" or "VALID" => node.Integers("pads", 0, 0, 0, 0),
            string other => throw node.Unsupported($"auto_pad '{other}'"),
        };
        if (pads[0] == pads[2] && pads[1] == pads[3]) return (image, [pads[0], pads[1]]);
        long[] sides = [pads[1], pads[3], pads[0], pads[2]];
        return (nn.functional.pad(image, sides, PaddingModes.Constant, value ?? 0), [0, 0]);
    }

    private static long[] SamePadding(long[] image, long[] kernel, long[] strides, long[] dilations)
    {
        long[] total =
        [
            .. image.Select((side, axis) =>
                Math.Max(0, ((side + strides[axis] - 1) / strides[axis] - 1) * strides[axis]
                    + (kernel[axis] - 1) * dilations[axis] + 1 - side)),
        ];
        return [total[0] / 2, total[1] / 2, total[0] - total[0] / 2, total[1] - total[1] / 2];
    }
}
