using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

/// <summary>A family of somebody else, written against the public members alone.</summary>
public sealed class CustomFamilyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Boxes in pixels of the image, whose size the network is told: half of it, whatever the image.
    [Fact]
    public void A_network_that_is_told_the_size_of_the_image_answers_in_its_pixels()
    {
        using Detector detector = Load(new HalfImageFamily());
        using Mat wide = new(50, 200, MatType.CV_8UC3), high = new(90, 30, MatType.CV_8UC3);
        Assert.Equal(
            new DetectedObject(new Rect2d(0, 0, 100, 25), 0, "half", 1),
            Assert.Single(detector.Detect(wide).Objects));
        Assert.Equal(
            [new Rect2d(0, 0, 100, 25), new Rect2d(0, 0, 15, 45)],
            detector.DetectBatch([wide, high]).Select(result => Assert.Single(result.Objects).Box));
        Assert.Equal("RGB in [0, 1], NCHW, stretched, with size", detector.Model.InputRule);
    }

    [Fact]
    public void A_family_that_throws_is_named_with_the_file()
    {
        using Detector detector = Load(new ThrowingFamily());
        using Mat image = new(50, 200, MatType.CV_8UC3);
        Assert.Equal(
            $"'{_folder.File("model.onnx")}', read as Throwing: InvalidCastException: no box.",
            Assert.Throws<ModelFormatException>(() => detector.Detect(image)).Message);
    }

    [Fact]
    public void Inputs_that_nobody_fills_are_refused_when_loading() =>
        Assert.Contains(
            "read as Ultralytics: expected the inputs images; found inputs images Float "
            + "[-1, 3, 32, 32]; size Float [-1, 2]",
            Assert.Throws<ModelFormatException>(() => Load(new UltralyticsFamily())).Message, StringComparison.Ordinal);

    // boxes [B, 2] = size / 2
    private Detector Load(DetectorFamily family)
    {
        byte[] model = OnnxStub.Model(
            [("images", OnnxStub.Float32, [0, 3, 32, 32]), ("size", OnnxStub.Float32, [0, 2])],
            ("corners", OnnxStub.Float32, [0, 2]),
            [OnnxStub.Tensor("half", OnnxStub.Float32, [1], OnnxStub.Bytes([0.5f]))],
            [OnnxStub.Node("Mul", ["size", "half"], ["corners"])], null);
        return Detector.Load(
            _folder.Write("model.onnx", model), new DetectorOptions { Family = family, ClassNames = ["half"] });
    }

    private class HalfImageFamily : DetectorFamily
    {
        public override bool Matches(ModelSignature model) => model.Output("corners") is not null;

        public override InputSpec Input(ModelSignature model) => new("images")
        {
            Fit = InputFit.Stretch,
            ExtraInputs = [new ExtraInput("size", placement => [placement.Image.Width, placement.Image.Height])],
        };

        public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

        public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
        {
            ReadOnlySpan<float> corner = outputs["corners"].Floats;
            found.Add(context.FromImage(new Candidate(0, 0, corner[0], corner[1], 1, 0)));
        }
    }

    private sealed class ThrowingFamily : HalfImageFamily
    {
        public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found) =>
            throw new InvalidCastException("no box");
    }
}
