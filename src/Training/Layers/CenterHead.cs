using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The head of CenterNet ("Objects as Points", Zhou et al. 2019): centre heat map, box size and centre offset at stride
/// 4. (B, in, h, w) -> heat map logits (B, classes, h, w), size (B, 2, h, w), offset (B, 2, h, w).
/// </summary>
internal sealed class CenterHead : nn.Module<Tensor, (Tensor Heatmap, Tensor Size, Tensor Offset)>
{
    /// <summary>
    /// Logit of 0.1: at the start nearly every cell says "no object", which keeps the focal loss finite.
    /// </summary>
    private const float PriorLogit = -2.19f;

    private readonly PredictionBranch heatmap;
    private readonly PredictionBranch size;
    private readonly PredictionBranch offset;

    public CenterHead(int inputs, int classes)
        : base(nameof(CenterHead))
    {
        heatmap = new PredictionBranch(inputs, classes, PriorLogit);
        size = new PredictionBranch(inputs, 2, initialBias: 0);
        offset = new PredictionBranch(inputs, 2, initialBias: 0);
        RegisterComponents();
    }

    public override (Tensor Heatmap, Tensor Size, Tensor Offset) forward(Tensor input) =>
        (heatmap.call(input), size.call(input), offset.call(input));

    /// <summary>
    /// Writes the computation of heat map logits, size and offset into a graph and returns their names.
    /// </summary>
    public (string Heatmap, string Size, string Offset) AddTo(GraphBuilder graph, string input) =>
        (heatmap.AddTo(graph, input), size.AddTo(graph, input), offset.AddTo(graph, input));
}
