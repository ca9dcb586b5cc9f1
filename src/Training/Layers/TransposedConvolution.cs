using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Transposed convolution that enlarges exactly by its stride: (B, in, H, W) -> (B, out, stride H, stride W). Computes
/// in the number format of its input, weights are single precision.
/// </summary>
internal sealed class TransposedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // (in, out, kernel, kernel)
    private readonly Parameter bias; // (out)
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] extra;

    public TransposedConvolution(int inputs, int outputs, int kernel, int stride)
        : base(nameof(TransposedConvolution))
    {
        int around = (kernel - stride + 1) / 2;
        this.stride = [stride, stride];
        padding = [around, around];
        extra = [stride - kernel + 2 * around, stride - kernel + 2 * around];
        using Tensor initial = empty(inputs, outputs, kernel, kernel);
        nn.init.kaiming_normal_(initial, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        using Tensor scaled = initial.mul(tensor((float)stride)); // each output pixel sees a stride^2-th of the kernel
        weight = nn.Parameter(scaled.clone());
        bias = nn.Parameter(zeros(outputs));
        RegisterComponents();
    }

    public Tensor Weight => weight;

    public Tensor Bias => bias;

    public int Stride => (int)stride[0];

    public int Padding => (int)padding[0];

    public int OutputPadding => (int)extra[0];

    public void StartAtZero()
    {
        using (no_grad()) nn.init.zeros_(weight);
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.conv_transpose2d(input, weight.to(input.dtype), bias.to(input.dtype), stride, padding, extra);
}
