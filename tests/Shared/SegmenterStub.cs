namespace DetectionSdk.Tests;

/// <summary>
/// Writes tiny segmenters of two classes: a pixel is as much of the first as it is red, and else of the second.
/// </summary>
internal static class SegmenterStub
{
    public static Dictionary<string, string> Metadata() => new()
    {
        ["task"] = "semantic-segmentation",
        ["names"] = "{0: 'red', 1: 'rest'}",
        ["scale"] = "1",
        ["stride"] = "4",
    };

    /// <param name="metadata">What the file says of itself; null: the truth.</param>
    public static byte[] Make(Dictionary<string, string>? metadata = null)
    {
        byte[][] tensors =
        [
            OnnxStub.Tensor("kernels", OnnxStub.Float32, [2, 3, 1, 1], OnnxStub.Bytes<float>([1, 0, 0, -1, 0, 0])),
            OnnxStub.Tensor("bias", OnnxStub.Float32, [2], OnnxStub.Bytes<float>([0, 1])),
        ];
        return OnnxStub.Model(
            [("images", OnnxStub.Float32, [0, 3, 0, 0])], ("shares", OnnxStub.Float32, [0, 2, 0, 0]), tensors,
            [OnnxStub.Node("Conv", ["images", "kernels", "bias"], ["shares"])], metadata ?? Metadata());
    }
}
