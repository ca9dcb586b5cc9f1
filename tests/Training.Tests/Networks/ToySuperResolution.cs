using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

/// <summary>
/// The smallest network that enlarges: one convolution at the output's resolution. A further network is such a file
/// and the line below.
/// </summary>
internal sealed class ToySuperResolution : SuperResolutionNetwork
{
    public static readonly SuperResolutionArchitecture Architecture =
        SuperResolutionArchitecture.Add("toy-network", options => new ToySuperResolution(options), 2, 3);

    public readonly Convolution output = new(3, 3, kernel: 3, bias: true);

    public ToySuperResolution(SuperResolutionOptions options)
        : base(options)
    {
        output.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => 3;

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size) =>
        output.call(enlarged);

    private protected override string AddCorrectionTo(
        GraphBuilder graph, string images, string enlarged, string? size) =>
        graph.Convolution(enlarged, output);
}
