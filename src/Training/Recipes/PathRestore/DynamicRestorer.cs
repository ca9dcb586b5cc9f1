using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Restores images by a chain of blocks that each image may take or skip: (B, 3, H, W) -> (B, 3, H, W), RGB in [0, 1].
/// A convolution and a residual block that all share, the dynamic blocks, whose path 0 is the identity and path 1 a
/// residual block, and a convolution that answers the correction of the image.
/// </summary>
/// <remarks>
/// As published each dynamic block begins with a shared residual block of its own, so that half of the cost can never
/// be saved; and the answer is the image itself. A correction that starts at zero needs far fewer steps.
/// </remarks>
internal sealed class DynamicRestorer : nn.Module<Tensor, Tensor>
{
    private readonly Convolution head;
    private readonly NarrowResidualBlock shared;
    private readonly ModuleList<NarrowResidualBlock> blocks;
    private readonly Convolution output;

    public DynamicRestorer(int channels, int depth)
        : base(nameof(DynamicRestorer))
    {
        head = new Convolution(3, channels, kernel: 3, bias: true);
        shared = new NarrowResidualBlock(channels, channels);
        blocks = new ModuleList<NarrowResidualBlock>(
            [.. Enumerable.Range(0, depth).Select(_ => new NarrowResidualBlock(channels, channels))]);
        output = new Convolution(channels, 3, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
        using IDisposable noGradient = no_grad();
        foreach (NarrowResidualBlock block in blocks.Prepend(shared)) block.Soften();
    }

    /// <summary>Radius of the receptive field of all blocks, in pixels.</summary>
    public int Reach => 4 + 2 * blocks.Count;

    /// <summary>Restores images along all blocks.</summary>
    public override Tensor forward(Tensor images) => Restore(images, null);

    /// <summary>Restores images, each along its own path.</summary>
    /// <param name="images">RGB in [0, 1].</param>
    /// <param name="taken">Whether an image takes a block, (B, blocks), true or false; null: all take all.</param>
    /// <remarks>
    /// Every block is computed for every image, and what skips it is left as it was: on a GPU that is less work than to
    /// sort the batch, and it is the same to the bit.
    /// </remarks>
    public Tensor Restore(Tensor images, Tensor? taken)
    {
        Tensor features = shared.call(head.call(images.ToChannelsLast()));
        for (int i = 0; i < blocks.Count; i++)
        {
            Tensor changed = blocks[i].call(features);
            features = taken is null
                ? changed
                : where(taken.narrow(1, i, 1).view(-1, 1, 1, 1), changed, features);
        }
        return images.Plus(output.call(features));
    }

    /// <summary>Restores images along the first blocks, none of them to all: as many batches, and one more.</summary>
    public IEnumerable<Tensor> RestoreAtEveryDepth(Tensor images)
    {
        Tensor features = shared.call(head.call(images.ToChannelsLast()));
        yield return images.Plus(output.call(features));
        foreach (NarrowResidualBlock block in blocks)
        {
            features = block.call(features);
            yield return images.Plus(output.call(features));
        }
    }

    /// <summary>Writes one path into a graph; blocks that it skips are not in it.</summary>
    public string AddTo(GraphBuilder graph, string images, IReadOnlyList<bool> path)
    {
        string features = shared.AddTo(graph, graph.Convolution(images, head));
        for (int i = 0; i < blocks.Count; i++)
            if (path[i]) features = blocks[i].AddTo(graph, features);
        return graph.Add(images, graph.Convolution(features, output));
    }
}
