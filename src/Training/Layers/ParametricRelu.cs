using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Leaky rectification with learned slopes, shared by all channels or one per channel.</summary>
internal static class ParametricRelu
{
    private static readonly Scalar InitialSlope = 0.25f;

    public static Parameter Slopes(int count) => nn.Parameter(full([count], InitialSlope));

    public static Tensor Apply(Tensor input, Tensor slopes) => nn.functional.prelu(input, slopes.to(input.dtype));
}
