using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Turns the head's maps into boxes and scores, for validation with tensors and in exported models alike. The layout is
/// that of Ultralytics' detection models: (B, 4 + classes, N), N = H / 4 * W / 4 cells in rows; per cell the box as
/// centre x, centre y, width, height in pixels of the input, then one score per class. A score that is not the greatest
/// among its eight neighbours of the same class is 0, which is CenterNet's replacement for non-maximum suppression.
/// </summary>
public static class CenterDecoder
{
    /// <summary>
    /// Decodes a network's output. The caller's dispose scope owns the result, (B, 4 + classes, N) single precision.
    /// </summary>
    /// <param name="output">What the network computed; not changed.</param>
    public static Tensor Decode(AerisOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        Tensor scores = output.Heatmap.sigmoid().mul(Peaks(output.Heatmap));
        long height = output.Heatmap.shape[2], width = output.Heatmap.shape[3];
        Tensor cell = ones(1, 1, height, width, device: output.Heatmap.device);
        // column and row, (1, 2, h, w)
        Tensor cells = cat([cell.cumsum(3).sub(cell), cell.cumsum(2).sub(cell)], dim: 1);
        Tensor centres = output.CenterOffset.Plus(cells).mul(HeldScalars.OutputStride);
        Tensor sizes = output.BoxSize.relu().mul(HeldScalars.OutputStride);
        return cat([centres, sizes, scores], dim: 1).flatten(2).MoveToOuterDisposeScope();
    }

    /// <summary>Writes the same decoding into a graph and returns the result's name.</summary>
    internal static string AddTo(GraphBuilder graph, string heatmap, string size, string offset, int classes)
    {
        using var scope = NewDisposeScope();
        string one = graph.Constant(tensor([1f]));
        string stride = graph.Constant(tensor([(float)AerisNetwork.OutputStride]));
        // 1 beside a greater score
        string suppressed = graph.Sign(graph.Subtract(graph.MaxPool(heatmap, stride: 1), heatmap));
        string scores = graph.Multiply(graph.Sigmoid(heatmap), graph.Subtract(one, suppressed));
        string centres = graph.Multiply(graph.Add(offset, CellCoordinates(graph, offset)), stride);
        string sizes = graph.Multiply(graph.Relu(size), stride);
        return graph.Reshape(graph.Concatenate(centres, sizes, scores), 0, 4 + classes, -1);
    }

    /// <summary>
    /// Column and row of every cell, (B, 2, h, w), for sizes known only when the model runs: running sums over a map of
    /// ones, which a convolution without weights makes of any map. Operators on shapes would do, but not every runtime
    /// has them.
    /// </summary>
    private static string CellCoordinates(GraphBuilder graph, string twoChannelMap)
    {
        string filled = graph.Convolution(twoChannelMap, zeros(1, 2, 1, 1), ones(1));
        return graph.Concatenate(graph.SumBefore(filled, axis: 3), graph.SumBefore(filled, axis: 2));
    }

    /// <summary>1 where a logit is the greatest of its 3x3 neighbourhood, else 0.</summary>
    private static Tensor Peaks(Tensor logits) =>
        nn.functional.max_pool2d(logits, kernel_size: 3, stride: 1, padding: 1).eq(logits).to(ScalarType.Float32);
}
