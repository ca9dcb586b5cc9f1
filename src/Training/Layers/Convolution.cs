using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Square 2-D convolution with zero padding, kernel / 2 unless told: (B, in, H, W) -> (B, out, H / stride, W / stride).
/// It computes in the number format of its input and keeps its own weights in single precision, so gradients and
/// optimiser steps stay exact.
/// </summary>
internal sealed class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // (out, in, kernel, kernel), channels last
    private readonly Parameter? bias; // (out)
    private readonly long[] stride;
    private readonly long[] padding;

    public Convolution(int inputs, int outputs, int kernel, int stride = 1, bool bias = false, int? padding = null)
        : base(nameof(Convolution))
    {
        this.stride = [stride];
        this.padding = [padding ?? kernel / 2];
        using Tensor initial = empty(outputs, inputs, kernel, kernel);
        nn.init.kaiming_normal_(initial, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        weight = nn.Parameter(initial.ToChannelsLast());
        this.bias = bias ? nn.Parameter(zeros(outputs)) : null;
        RegisterComponents();
    }

    public Tensor Weight => weight;

    public Tensor? Bias => bias;

    public int Stride => (int)stride[0];

    public int Padding => (int)padding[0];

    /// <summary>
    /// How many outputs are computed, the first ones, from as many of the first inputs as there are: a narrower
    /// convolution within this one. Default null: all from all.
    /// </summary>
    public int? Outputs { get; set; }

    /// <summary>Makes the output zero until the weights have learned otherwise.</summary>
    public void StartAtZero()
    {
        using (no_grad()) nn.init.zeros_(weight);
    }

    public override Tensor forward(Tensor input)
    {
        (Tensor kernels, Tensor? offsets) = Outputs is { } count ? First(count, input.shape[1]) : (weight, bias);
        if (input.dtype == ScalarType.BFloat16 && kernels.shape[0] % 2 != 0)
            return ForwardEven(input, kernels, offsets);
        return nn.functional.conv2d(input, kernels.to(input.dtype), offsets?.to(input.dtype), stride, padding);
    }

    private (Tensor Kernels, Tensor? Offsets) First(int outputs, long inputs) =>
        (weight.narrow(0, 0, outputs).narrow(1, 0, inputs), bias?.narrow(0, 0, outputs));

    /// <summary>
    /// The same with one more output, which is thrown away. In bfloat16 the CPU's gradient of an odd number of outputs
    /// pairs the last one with memory that was never written: wrong and, now and then, not finite.
    /// </summary>
    private Tensor ForwardEven(Tensor input, Tensor kernels, Tensor? offsets)
    {
        Tensor even = nn.functional.conv2d(
            input, WithZero(kernels).to(input.dtype), offsets is null ? null : WithZero(offsets).to(input.dtype),
            stride, padding);
        return even.narrow(1, 0, kernels.shape[0]);
    }

    private static Tensor WithZero(Tensor values) =>
        cat([values, zeros_like(values.narrow(0, 0, 1), requires_grad: false)], dim: 0);
}
