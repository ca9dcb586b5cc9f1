using DetectionSdk.Evaluation;
using OpenCvSharp;
using static TorchSharp.torch;
using Scalar = TorchSharp.Scalar;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of a <see cref="FeedbackRecipe"/> learns from: L1 at every step of the feedback, the t-th weighing t
/// times as much as the first. As published all weigh alike; then the last steps were here and there worse than those
/// before them.
/// </summary>
internal sealed class FeedbackLosses(FeedbackNetwork network, FeedbackRecipe recipe, ThingMaps things)
{
    private readonly Scalar[] _shares = SharesOf(recipe.FeedbackSteps);

    /// <summary>Enlarges a batch and compares.</summary>
    /// <exception cref="TrainingException">The degraded images have another size than the network takes.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        batch.RequireScale(recipe.Network.Scale);
        Tensor instances = Instances(batch).to(tensors.Images.device);
        LossTerms terms = new();
        IReadOnlyList<Tensor> pictures = network.Enlarge(tensors.Images, instances);
        for (int step = 0; step < pictures.Count; step++)
            terms.Add($"step{step + 1}", nn.functional.l1_loss(pictures[step], tensors.Clean).mul(_shares[step]));
        return terms;
    }

    /// <summary>What the network is told of a batch, (B, 2, H, W) on the CPU.</summary>
    internal Tensor Instances(TrainingBatch batch)
    {
        (int height, int width) = (batch.CleanSize.Height, batch.CleanSize.Width);
        int pixels = height * width, length = InstanceMaps.Planes * pixels;
        float[] planes = new float[batch.Count * length];
        using Mat labels = new(height, width, MatType.CV_8UC1);
        for (int i = 0; i < batch.Count; i++)
        {
            batch.LabelMaps.Slice(i * pixels, pixels).CopyTo(labels.AsSpan<byte>());
            using InstanceMaps maps = things.Of(labels);
            maps.Write(recipe.Condition, planes.AsSpan(i * length, length));
        }
        return tensor(planes, [batch.Count, InstanceMaps.Planes, height, width]);
    }

    /// <summary>Of the loss, rising from step to step; together 1.</summary>
    private static Scalar[] SharesOf(int steps)
    {
        Scalar[] shares = new Scalar[steps];
        for (int i = 0; i < steps; i++) shares[i] = 2.0 * (i + 1) / (steps * (steps + 1));
        return shares;
    }
}
