namespace DetectionSdk.Tests.Models;

public sealed class SuperResolverReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<byte[], string> Refused => new()
    {
        { [], "is empty (0 bytes)" },
        { DetectorTests.CellMeans([1, 3, 64, 64]), "is a detector, no front-end; open it with Detector.Load" },
        { SuperResolutionStub.Fixed(2, metadata: new() { ["names"] = "{0: 'a'}" }), "is a detector" },
        { SuperResolutionStub.Fixed(2, metadata: []), "states the task 'none'" },
        { With("task", "segment"), "states the task 'segment'" },
        { With("scale", null), "carries no 'scale'" },
        { With("scale", "2.5"), "'scale' is '2.5'; expected an integer of 1 to 16, or 'any'" },
        { With("scale", "0"), "'scale' is '0'" },
        { With("scale", "any"), "has the inputs images" },
        { With("overlap", null), "carries no 'overlap'" },
        { With("overlap", "-3"), "'overlap' is '-3'" },
        { With("a\0b", "c"), "is damaged or no ONNX model" }, // ONNX Runtime finds no entry "a"
        { SuperResolutionStub.Any(maximum: "0.5"), "'maximum-scale' is '0.5'" },
        { SuperResolutionStub.Fixed(2, blur: false, channels: 1), "input 'images' is Float [-1, 1, -1, -1]" },
        { SuperResolutionStub.Fixed(2, blur: false, channels: 0), "input 'images' is Float [-1, -1, -1, -1]" },
        {
            OnnxStub.Model(
                [("images", OnnxStub.Float32, [1, 3, 64, 64])], ("enlarged", OnnxStub.Float32, [1, 3, 64, 64]), [],
                [OnnxStub.Node("Identity", ["images"], ["enlarged"])], SuperResolutionStub.Metadata(1)),
            "input 'images' is Float [1, 3, 64, 64]"
        },
        {
            OnnxStub.Model(
                [("images", OnnxStub.Float32, [1, 3, 0, 0])], ("output", OnnxStub.Float32, [1, 3, 0, 0]), [],
                [OnnxStub.Node("Identity", ["images"], ["output"])], SuperResolutionStub.Metadata(1)),
            "has no output 'enlarged' but output"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Whatever_is_no_front_end_is_refused_with_what_was_found(byte[] model, string reason)
    {
        string path = _folder.Write("bad.onnx", model);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => SuperResolver.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_does_not_take_a_front_end_for_a_model()
    {
        string path = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));
        Assert.Contains(
            "is a super-resolution front-end and detects nothing",
            Assert.Throws<ModelFormatException>(() => Detector.Load(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] With(string key, string? value)
    {
        Dictionary<string, string> metadata = SuperResolutionStub.Metadata(2);
        metadata.Remove(key);
        if (value is not null) metadata[key] = value;
        return SuperResolutionStub.Fixed(2, metadata: metadata);
    }
}
