using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Batch normalisation over (B, C, H, W), statistics and affine parameters in single precision whatever the input's
/// format. Unlike TorchSharp's module it counts no batches: that counter passes a number to native code in a way that
/// races with the garbage collector, and a fixed momentum does not need it. In training mode it uses the statistics of
/// the batch and learns from them; in evaluation mode the running ones, which stay.
/// </summary>
internal sealed class BatchNormalization : nn.Module<Tensor, Tensor>
{
    public const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    private readonly Parameter weight; // (C)
    private readonly Parameter bias; // (C)
    private readonly Tensor running_mean; // (C)
    private readonly Tensor running_var; // (C)

    public BatchNormalization(int channels)
        : base(nameof(BatchNormalization))
    {
        weight = nn.Parameter(ones(channels));
        bias = nn.Parameter(zeros(channels));
        running_mean = zeros(channels);
        running_var = ones(channels);
        RegisterComponents();
    }

    public Tensor Weight => weight;

    public Tensor Bias => bias;

    public Tensor RunningMean => running_mean;

    public Tensor RunningVariance => running_var;

    /// <summary>Takes over the running statistics of another normalisation.</summary>
    public void CopyStatistics(BatchNormalization other)
    {
        running_mean.copy_(other.running_mean);
        running_var.copy_(other.running_var);
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, Momentum, Epsilon);
}
