using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Models;

public sealed class ModelReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metadata_of_an_export_is_read()
    {
        Dictionary<string, string> metadata = new()
        {
            ["names"] = "{0: \"driver's seat\", 1: 'a, {b}: c'}",
            ["stride"] = "32",
            ["imgsz"] = "[96, 64]",
            ["task"] = "detect",
            ["scaleup"] = "False",
            ["denoise"] = "True",
        };
        using Detector detector = Load(Stub([0, 3, 0, 0], [0, 6, 0], metadata));

        Assert.Equal(["driver's seat", "a, {b}: c"], detector.Model.ClassNames);
        Assert.Equal((96, 64, 32), (detector.Model.InputHeight, detector.Model.InputWidth, detector.Model.Stride));
        Assert.Null(detector.Model.Batch);
        Assert.True(detector.Model.DynamicHeight && detector.Model.DynamicWidth);
        Assert.Equal((false, true), (detector.Model.ScaleUp, detector.Model.Denoise));
        Assert.IsType<UltralyticsFamily>(detector.Model.Family);
        Assert.Equal(ClassNamesSource.Metadata, detector.Model.ClassNamesSource);
        Assert.Equal("RGB in [0, 1], NCHW, letterbox centred on 114", detector.Model.InputRule);
        Assert.Equal(
            "True",
            Load(Stub([1, 3, 64, 64], [1, 6, 4], new() { ["names"] = "['a', 'b']", ["dynamic"] = "True" }))
                .Model.Metadata["dynamic"]);
    }

    [Fact]
    public void A_model_without_metadata_works_with_options()
    {
        DetectorOptions options = new() { ClassNames = ["a", "b"], InputSize = new Size(100, 70), Stride = 16 };
        using Detector detector = Load(Stub([1, 3, 0, 0], [1, 6, 0], []), options);
        Assert.Equal((80, 112), (detector.Model.InputHeight, detector.Model.InputWidth));
    }

    public static TheoryData<byte[], string> Refused => new()
    {
        { [], "is empty (0 bytes)" },
        { [.. "certainly no model"u8], "damaged or no ONNX model" },
        { Stub([1, 3, 64, 64], [1, 6, 4], Names("{0: 'a', 1: 'b'}"))[..200], "damaged or no ONNX model" },
        {
            Stub([1, 3, 64, 64], [1, 6, 4], new() { ["names"] = "{0: 'a', 1: 'b'}", ["task"] = "segment" }),
            "the task 'segment'"
        },
        { Stub([1, 3, 64, 64], [1, 6, 8], []), "give 2 names in DetectorOptions.ClassNames" },
        { Stub([1, 3, 64, 64], [1, 8, 6], []), "give one name per class in DetectorOptions.ClassNames" },
        {
            Stub([1, 3, 64, 64], [1, 9, 4], Names("{0: 'a', 1: 'b'}")),
            "outputs output0 Float [1, 9, 4]; 2 class names"
        },
        { Stub([1, 3, 64, 64], [1, 1000], Names("{0: 'a'}")), "is of no detector family that the SDK knows" },
        { Stub([1, 1, 64, 64], [1, 6, 4], Names("{0: 'a', 1: 'b'}")), "inputs images Float [1, 1, 64, 64]" },
        { Stub([1, 3, 64], [1, 6, 4], Names("{0: 'a', 1: 'b'}")), "inputs images Float [1, 3, 64]" },
        { Stub([1, 3, 64, 64], [1, 6, 4], Names("{0: 'a' 1: 'b'}")), "metadata 'names' is no Python literal" },
        { Stub([1, 3, 64, 64], [1, 6, 4], Names("{0: 'a', 7: 'b'}")), "the key 7" },
        {
            Stub([1, 3, 0, 0], [1, 6, 4], new() { ["names"] = "['a', 'b']", ["stride"] = "-3" }),
            "metadata 'stride' is '-3'"
        },
        {
            Stub([1, 3, 0, 64], [1, 6, 4], new() { ["names"] = "['a', 'b']", ["imgsz"] = "['x']" }),
            "metadata 'imgsz' is '['x']'"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Whatever_is_no_detector_is_refused_with_what_was_found(byte[] model, string reason)
    {
        string path = _folder.Write("bad.onnx", model);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Detector.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        Assert.Equal(
            _folder.File("none.onnx"),
            Assert.Throws<FileNotFoundException>(() => Detector.Load(_folder.File("none.onnx"))).FileName);
        Assert.Contains(
            "is a folder", Assert.Throws<ModelFormatException>(() => Detector.Load(_folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Detector.Load(""));
    }

    private static Dictionary<string, string> Names(string names) => new() { ["names"] = names };

    private static byte[] Stub(long[] input, long[] output, Dictionary<string, string> metadata)
    {
        long[] answer = [.. output.Select(d => Math.Max(d, 1))];
        return OnnxStub.Model(
            [("images", OnnxStub.Float32, input)], ("output0", OnnxStub.Float32, output),
            [OnnxStub.Tensor("answer", OnnxStub.Float32, answer, new byte[4 * answer.Aggregate((a, b) => a * b)])],
            [OnnxStub.Node("Identity", ["answer"], ["output0"])], metadata);
    }

    private Detector Load(byte[] model, DetectorOptions? options = null) =>
        Detector.Load(_folder.Write($"{Guid.NewGuid()}.onnx", model), options);
}
