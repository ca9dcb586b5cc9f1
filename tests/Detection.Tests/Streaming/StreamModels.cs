namespace DetectionSdk.Tests.Streaming;

/// <summary>Detectors for streams: answers that are known, and a network that takes a known kind of time.</summary>
internal static class StreamModels
{
    private static readonly Dictionary<string, string> Names = new() { ["names"] = "{0: 'thing'}" };

    /// <summary>A quick model with one box in the middle of a 64 x 64 input.</summary>
    public static byte[] Quick { get; } = OnnxStub.Constant([1, 3, 64, 64], [1, 5, 1], [32, 32, 16, 16, 0.9f], Names);

    /// <summary>
    /// A larger box after a convolution of 64 channels at 320 x 320 pixels that runs this many times: slow, whatever
    /// the machine.
    /// </summary>
    public static byte[] Slow(int layers)
    {
        const int channels = 64, side = 320;
        List<byte[]> nodes =
        [
            OnnxStub.Node("Conv", ["images", "first"], ["layer0"], OnnxStub.Attribute("pads", [1, 1, 1, 1]))
        ];
        for (int layer = 0; layer < layers; layer++)
            nodes.Add(
                OnnxStub.Node(
                    "Conv", [$"layer{layer}", "weights"], [$"layer{layer + 1}"],
                    OnnxStub.Attribute("pads", [1, 1, 1, 1])));
        nodes.Add(OnnxStub.Node("ReduceMean", [$"layer{layers}"], ["mean"], OnnxStub.Attribute("keepdims", 0)));
        nodes.Add(OnnxStub.Node("Mul", ["mean", "zero"], ["nothing"]));
        nodes.Add(OnnxStub.Node("Add", ["answer", "nothing"], ["output0"]));
        byte[][] tensors =
        [
            OnnxStub.Tensor("first", OnnxStub.Float32, [channels, 3, 3, 3], OnnxStub.Bytes(new float[channels * 27])),
            OnnxStub.Tensor(
                "weights", OnnxStub.Float32, [channels, channels, 3, 3],
                OnnxStub.Bytes(new float[channels * channels * 9])),
            OnnxStub.Tensor("zero", OnnxStub.Float32, [1], OnnxStub.Bytes(new float[1])),
            OnnxStub.Tensor("answer", OnnxStub.Float32, [1, 5, 1], OnnxStub.Bytes<float>([160, 160, 160, 160, 0.9f])),
        ];
        return OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, side, side])], ("output0", OnnxStub.Float32, [1, 5, 1]), tensors,
            [.. nodes], Names);
    }
}
