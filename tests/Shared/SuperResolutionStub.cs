using System.Globalization;

namespace DetectionSdk.Tests;

/// <summary>
/// Writes tiny super-resolution networks: a mean over 7 x 7 pixels with black around the image, so that a pixel of the
/// output looks 3 pixels far, then enlarging.
/// </summary>
internal static class SuperResolutionStub
{
    public const int Radius = 3;

    public static Dictionary<string, string> Metadata(int scale, int overlap = Radius) => new()
    {
        ["task"] = "super-resolution",
        ["scale"] = scale.ToString(CultureInfo.InvariantCulture),
        ["overlap"] = overlap.ToString(CultureInfo.InvariantCulture),
        ["recipe"] = "fidelity",
        ["architecture"] = "box",
        ["degradation"] = """{"effects":[]}""",
    };

    /// <summary>
    /// A fixed scale, by repetition of pixels; <paramref name="actual"/> is what it really gives. Without blur it only
    /// repeats.
    /// </summary>
    public static byte[] Fixed(
        int scale, bool blur = true, int? actual = null, Dictionary<string, string>? metadata = null, long channels = 3)
    {
        float factor = actual ?? scale;
        byte[][] nodes =
        [
            Blur(blur),
            OnnxStub.Node(
                "Resize", ["blurred", "", "scales"], ["enlarged"], OnnxStub.Attribute("mode", "nearest"),
                OnnxStub.Attribute("coordinate_transformation_mode", "asymmetric"),
                OnnxStub.Attribute("nearest_mode", "floor"))
        ];
        byte[][] tensors =
        [
            Kernel(), OnnxStub.Tensor("scales", OnnxStub.Float32, [4], OnnxStub.Bytes<float>([1, 1, factor, factor]))
        ];
        return OnnxStub.Model([Images(channels)], Enlarged(channels), tensors, nodes, metadata ?? Metadata(scale));
    }

    /// <summary>Repeats pixels as <see cref="Fixed"/> without blur, as a negative.</summary>
    public static byte[] Negative(int scale)
    {
        byte[][] nodes =
        [
            OnnxStub.Node(
                "Resize", ["images", "", "scales"], ["repeated"], OnnxStub.Attribute("mode", "nearest"),
                OnnxStub.Attribute("coordinate_transformation_mode", "asymmetric"),
                OnnxStub.Attribute("nearest_mode", "floor")),
            OnnxStub.Node("Sub", ["one", "repeated"], ["enlarged"])
        ];
        byte[][] tensors =
        [
            OnnxStub.Tensor("one", OnnxStub.Float32, [1], OnnxStub.Bytes<float>([1])),
            OnnxStub.Tensor("scales", OnnxStub.Float32, [4], OnnxStub.Bytes<float>([1, 1, scale, scale]))
        ];
        return OnnxStub.Model([Images(3)], Enlarged(3), tensors, nodes, Metadata(scale, overlap: 0));
    }

    /// <summary>
    /// Repeats pixels as <see cref="Fixed"/> without blur, 0.2 brighter where it is told the second of two classes.
    /// </summary>
    public static byte[] Told(int scale)
    {
        byte[][] nodes =
        [
            OnnxStub.Node(
                "Resize", ["images", "", "scales"], ["repeated"], OnnxStub.Attribute("mode", "nearest"),
                OnnxStub.Attribute("coordinate_transformation_mode", "asymmetric"),
                OnnxStub.Attribute("nearest_mode", "floor")),
            OnnxStub.Node("Conv", ["maps", "light"], ["added"]),
            OnnxStub.Node("Add", ["repeated", "added"], ["enlarged"]),
        ];
        byte[][] tensors =
        [
            OnnxStub.Tensor("light", OnnxStub.Float32, [1, 2, 1, 1], OnnxStub.Bytes<float>([0, 0.2f])),
            OnnxStub.Tensor("scales", OnnxStub.Float32, [4], OnnxStub.Bytes<float>([1, 1, scale, scale])),
        ];
        Dictionary<string, string> metadata = Metadata(scale, overlap: 0);
        metadata["names"] = "{0: 'dark', 1: 'light'}";
        return OnnxStub.Model(
            [Images(3), ("maps", OnnxStub.Float32, [0, 2, 0, 0])], Enlarged(3), tensors, nodes, metadata);
    }

    /// <summary>
    /// Any scale up to <paramref name="maximum"/>, bilinear: a pixel of the output looks one pixel further.
    /// </summary>
    public static byte[] Any(string maximum = "4", bool blur = true)
    {
        byte[][] nodes =
        [
            Blur(blur),
            OnnxStub.Node("Concat", ["batch", "size"], ["sizes"], OnnxStub.Attribute("axis", 0)),
            OnnxStub.Node("Resize", ["blurred", "", "", "sizes"], ["enlarged"], OnnxStub.Attribute("mode", "linear")),
        ];
        byte[][] tensors = [Kernel(), OnnxStub.Tensor("batch", OnnxStub.Int64, [2], OnnxStub.Bytes<long>([1, 3]))];
        Dictionary<string, string> metadata = Metadata(1, Radius + 2);
        metadata["scale"] = "any";
        metadata["maximum-scale"] = maximum;
        return OnnxStub.Model([Images(3), ("size", OnnxStub.Int64, [2])], Enlarged(3), tensors, nodes, metadata);
    }

    private static byte[] Blur(bool blur) => blur
        ? OnnxStub.Node(
            "Conv", ["images", "kernel"], ["blurred"], OnnxStub.Attribute("kernel_shape", [7, 7]),
            OnnxStub.Attribute("pads", [3, 3, 3, 3]), OnnxStub.Attribute("group", 3))
        : OnnxStub.Node("Identity", ["images"], ["blurred"]);

    private static byte[] Kernel()
    {
        float[] kernel = new float[3 * 7 * 7];
        Array.Fill(kernel, 1f / 49);
        return OnnxStub.Tensor("kernel", OnnxStub.Float32, [3, 1, 7, 7], OnnxStub.Bytes(kernel));
    }

    private static (string, int, long[]) Images(long channels) => ("images", OnnxStub.Float32, [0, channels, 0, 0]);

    private static (string, int, long[]) Enlarged(long channels) => ("enlarged", OnnxStub.Float32, [0, channels, 0, 0]);
}
