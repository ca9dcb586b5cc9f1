using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Gating;

public sealed class GatedFrontEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Good_images_pass_without_a_copy_and_poor_ones_are_enhanced()
    {
        using GatedFrontEnd gated = new(
            new BicubicFrontEnd(2), new QualityGate(QualityFeature.Side, 50, EnhancesAbove: false));
        using Mat large =
            DetectorTests.Scenery(60, 60, 1), small =
                DetectorTests.Scenery(40, 40, 1), passed = gated.Upscale(large), enhanced = gated.Upscale(small);
        Assert.Equal((large.Data, large.Size()), (passed.Data, passed.Size()));
        Assert.Equal(new Size(80, 80), enhanced.Size());
    }

    [Fact]
    public void A_front_end_that_gives_the_image_back_leaves_it_to_its_owner()
    {
        using Same same = new();
        using Mat image = DetectorTests.Scenery(60, 60, 1), grey = new();
        Cv2.CvtColor(image, grey, ColorConversionCodes.BGR2GRAY);
        foreach (Mat given in (Mat[])[image, grey])
        {
            same.Upscale(given).Dispose();
            using Mat again = same.Upscale(given);
            Assert.Equal(given.Size(), again.Size());
            Assert.True(
                again.Get<Vec3b>(30, 30) == (
                    given.Channels() == 3
                        ? given.Get<Vec3b>(30, 30)
                        : new Vec3b(grey.Get<byte>(30, 30), grey.Get<byte>(30, 30), grey.Get<byte>(30, 30))));
        }
    }

    private sealed class Same : FrontEnd
    {
        public bool IsDisposed { get; private set; }

        protected override Mat Process(Mat image, FrontEndContext context) => image;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            IsDisposed = true;
        }
    }

    [Fact]
    public void The_front_end_behind_an_open_gate_is_told_the_context()
    {
        using GatedFrontEnd gated = new(BicubicFrontEnd.FittingDetector(), QualityGate.Always);
        using Mat image = DetectorTests.Scenery(40, 40, 1);
        using Mat enhanced = gated.Enhance(image, new FrontEndContext(Target: new Size(70, 50)));
        Assert.Equal(new Size(70, 50), enhanced.Size());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_front_end_behind_it_is_disposed_unless_it_is_left_open(bool leaveOpen)
    {
        Same inner = new();
        new GatedFrontEnd(inner, QualityGate.Always, leaveOpen).Dispose();
        Assert.Equal(!leaveOpen, inner.IsDisposed);
    }

    [Fact]
    public void A_detector_behind_a_closed_gate_finds_what_it_finds_alone()
    {
        string model = _folder.Write("model.onnx", DetectorTests.CellMeans([0, 3, 0, 0]));
        using GatedFrontEnd gated = new(new BicubicFrontEnd(2), QualityGate.Never);
        using Detector alone =
            Detector.Load(model), behind = Detector.Load(model, frontEnd: gated, leaveOpen: true);
        using Mat image = DetectorTests.Scenery(60, 60, 1), grey = new();
        Cv2.CvtColor(image, grey, ColorConversionCodes.BGR2GRAY);
        Assert.Equal(alone.Detect(image).Objects, behind.Detect(image).Objects);
        Assert.Equal(alone.Detect(grey).Objects, behind.Detect(grey).Objects);
    }

    [Fact]
    public void Noise_is_estimated_in_levels()
    {
        using Mat flat =
            new(300, 300, MatType.CV_8UC3, Scalar.All(128)), noise = new(300, 300, MatType.CV_32FC1), noisy = new();
        Cv2.SetTheRNG(7);
        Cv2.Randn(noise, new Scalar(128), new Scalar(10));
        noise.ConvertTo(noisy, MatType.CV_8U);
        Assert.Equal(0, QualityEstimate.Of(flat).Noise);
        Assert.InRange(QualityEstimate.Of(noisy).Noise, 9.5, 10.5);
    }

    [Fact]
    public void Enlarging_lowers_the_sharpness_and_JPEG_raises_the_blockiness()
    {
        using Mat image = new(256, 256, MatType.CV_8UC3), smaller = new(), enlarged = new();
        Cv2.SetTheRNG(3);
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
        Cv2.GaussianBlur(image, image, new Size(0, 0), 1);
        Cv2.Resize(image, smaller, new Size(64, 64), 0, 0, InterpolationFlags.Area);
        Cv2.Resize(smaller, enlarged, image.Size(), 0, 0, InterpolationFlags.Cubic);
        using Mat jpeg = Cv2.ImDecode(
            image.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 5)), ImreadModes.Color);

        QualityEstimate clean = QualityEstimate.Of(image);
        Assert.True(QualityEstimate.Of(enlarged).Sharpness < 0.5 * clean.Sharpness);
        Assert.InRange(clean.Blockiness, 0.95, 1.05);
        Assert.True(QualityEstimate.Of(jpeg).Blockiness > 1.3);
        Assert.Equal(256, clean.Side);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(9, 2)]
    public void Tiny_images_have_an_estimate(int height, int width)
    {
        using Mat image = new(height, width, MatType.CV_8UC3, Scalar.All(50));
        Assert.Equal(new QualityEstimate(0, 0, 1, Math.Sqrt(height * width), 1), QualityEstimate.Of(image));
    }

    [Fact]
    public void The_threshold_with_the_largest_gain_is_learned()
    {
        // It pays below a sharpness of 0.5, whatever the noise; the gains of the rest are losses.
        (QualityEstimate, double)[] images =
        [
            .. Enumerable.Range(0, 100)
                .Select(i => (new QualityEstimate(i * 37 % 100, i / 100.0 + 0.005, 1, 100, 1), i < 50 ? 1.0 : -1.0))
        ];
        QualityGate gate = QualityGate.Learn(images);
        Assert.Equal(
            (QualityFeature.Sharpness, 0.5, false), (gate.Feature, Math.Round(gate.Threshold, 9), gate.EnhancesAbove));
        Assert.Equal(QualityGate.Never, QualityGate.Learn([.. images.Select(i => (i.Item1, -1.0))]));
        Assert.Equal(QualityGate.Never, QualityGate.Learn([.. images.Select(i => (i.Item1, 0.0))]));
        Assert.Equal(QualityGate.Always, QualityGate.Learn([.. images.Select(i => (i.Item1, 1.0))]));
        Assert.Throws<ArgumentException>(() => QualityGate.Learn([]));
        Assert.Throws<ArgumentException>(() => QualityGate.Learn([(images[0].Item1, double.NaN)]));
    }

    [Fact]
    public void A_gate_may_decide_by_the_effective_resolution()
    {
        (QualityEstimate, double)[] images =
        [
            .. Enumerable.Range(0, 100).Select(i => (new QualityEstimate(0, 0, 1, 100, i / 100.0), i < 70 ? 1.0 : -1.0))
        ];
        QualityGate gate = QualityGate.Learn(images);
        Assert.Equal(
            (QualityFeature.EffectiveResolution, 0.695, false),
            (gate.Feature, Math.Round(gate.Threshold, 9), gate.EnhancesAbove));
        gate.Save(_folder.File("gate.json"));
        Assert.Contains(
            "\"feature\": \"effectiveResolution\"", File.ReadAllText(_folder.File("gate.json")),
            StringComparison.Ordinal);
        Assert.True(gate.Enhances(images[20].Item1) && !gate.Enhances(images[80].Item1));
        Assert.Throws<ArgumentOutOfRangeException>(() => images[0].Item1[(QualityFeature)99]);
    }

    [Fact]
    public void A_threshold_needs_a_twentieth_of_the_images_on_either_side()
    {
        (QualityEstimate, double)[] images =
            [.. Enumerable.Range(0, 100).Select(i => (new QualityEstimate(i, 0, 1, 100, 1), i < 3 ? 1.0 : -0.01))];
        QualityGate gate = QualityGate.Learn(images);
        Assert.Equal((QualityFeature.Noise, 4.5, false), (gate.Feature, gate.Threshold, gate.EnhancesAbove));
    }

    [Fact]
    public void Gates_are_saved_and_read()
    {
        string path = _folder.File("gate.json");
        foreach (QualityGate gate in
            (QualityGate[])
            [
                new(QualityFeature.Blockiness, 1.0 / 3, true), new(QualityFeature.EffectiveResolution, 0.6, false),
                QualityGate.Never, QualityGate.Always
            ])
        {
            gate.Save(path);
            Assert.Equal(gate, QualityGate.Load(path));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"feature":"colour","threshold":1,"enhancesAbove":true}""")]
    [InlineData("""{"feature":"noise","enhancesAbove":true}""")]
    [InlineData("""{"feature":"noise","threshold":"NaN","enhancesAbove":true}""")]
    public void A_broken_gate_is_named(string text)
    {
        string path = _folder.Write("gate.json", text);
        Assert.Contains(
            path, Assert.Throws<ModelFormatException>(() => QualityGate.Load(path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => QualityGate.Load(_folder.File("none.json")));
    }
}
