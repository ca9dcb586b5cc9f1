using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// D-DBPN: features go up to the output's resolution and down again, each time corrected by what the way back loses;
/// every unit reads all earlier ones of its side, and the output all high-resolution features.
/// </summary>
internal sealed class Dbpn : SuperResolutionNetwork
{
    private const int PublishedStages = 7;

    private readonly ActivatedConvolution feature;
    private readonly ActivatedConvolution reduce;
    private readonly ModuleList<UpProjection> up;
    private readonly ModuleList<DownProjection> down;
    private readonly Convolution output;

    public Dbpn(SuperResolutionOptions options)
        : base(options)
    {
        (int wide, int channels, int stages) =
            (options.Channels(256), options.Channels(64), options.Depth ?? PublishedStages);
        feature = new ActivatedConvolution(3, wide, kernel: 3);
        reduce = new ActivatedConvolution(wide, channels, kernel: 1);
        up = new ModuleList<UpProjection>(
            [.. Enumerable.Range(0, stages).Select(i => new UpProjection(channels, Math.Max(1, i), options.Scale))]);
        down = new ModuleList<DownProjection>(
            [.. Enumerable.Range(1, stages - 1).Select(i => new DownProjection(channels, i, options.Scale))]);
        output = new Convolution(stages * channels, 3, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
    }

    // three convolutions per projection, each one pixel of low resolution
    public override int Reach => 2 + 3 * (up.Count + down.Count);

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size)
    {
        // high-resolution features so far, newest first: (B, 64 w n, H, W)
        Tensor high = up[0].call(reduce.call(feature.call(images)));
        Tensor? low = null;
        for (int i = 0; i < down.Count; i++)
        {
            low = Prepend(down[i].call(high), low); // (B, 64 w (i + 1), h, w)
            high = Prepend(up[i + 1].call(low), high)!;
        }

        return output.call(high);
    }

    private protected override string AddCorrectionTo(GraphBuilder graph, string images, string enlarged, string? size)
    {
        string high = up[0].AddTo(graph, reduce.AddTo(graph, feature.AddTo(graph, images)));
        string? low = null;
        for (int i = 0; i < down.Count; i++)
        {
            string lower = down[i].AddTo(graph, high);
            low = low is null ? lower : graph.Concatenate(lower, low);
            high = graph.Concatenate(up[i + 1].AddTo(graph, low), high);
        }

        return graph.Convolution(high, output);
    }

    private static Tensor Prepend(Tensor newest, Tensor? earlier) =>
        earlier is null ? newest : cat([newest, earlier], dim: 1);
}
