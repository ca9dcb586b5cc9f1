using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests.Corruptions;

public sealed class CorruptionLevelTests
{
    public static TheoryData<Corruption> Corruptions => [.. Enum.GetValues<Corruption>()];

    [Fact]
    public void There_are_fifteen_corruptions_of_five_severities_with_the_names_of_coco_c()
    {
        Assert.Equal(75, CorruptionLevel.All.Distinct().Count());
        Assert.Equal(
            [
                "gaussian_noise", "shot_noise", "impulse_noise", "defocus_blur", "glass_blur", "motion_blur",
                "zoom_blur", "snow", "frost", "fog", "brightness", "contrast", "elastic_transform", "pixelate",
                "jpeg_compression"
            ],
            CorruptionLevel.All.Select(level => level.Name).Distinct());
    }

    /// <summary>
    /// All but three: two severities of fog and of frost have the same strength, and halving a picture meets its pixels
    /// better than a factor of 0.6.
    /// </summary>
    public static TheoryData<Corruption> Steady =>
    [
        .. Enum.GetValues<Corruption>().Except([Corruption.Fog, Corruption.Frost, Corruption.Pixelate])
    ];

    [Theory]
    [MemberData(nameof(Steady))]
    public void Pixels_change_more_with_every_severity(Corruption corruption)
    {
        using Mat scene = Scene();
        double[] changes =
        [
            .. Enumerable.Range(1, 5).Select(severity => Enumerable.Range(0, 4).Average(
                seed => Change(new CorruptionLevel(corruption, severity), scene, seed)))
        ];
        Assert.True(changes[0] > 0.3, $"{corruption} changes {changes[0]:0.00} levels at severity 1.");
        for (int i = 1; i < 5; i++)
            Assert.True(
                changes[i] > changes[i - 1], $"{corruption}: {string.Join(", ", changes.Select(c => $"{c:0.00}"))}");
    }

    [Fact]
    public void Pixels_of_severity_5_are_the_means_of_4_by_4()
    {
        using Mat scene = Scene(), pixels = new CorruptionLevel(Corruption.Pixelate, 5).Apply(scene, 1);
        using Mat block = scene[8, 12, 20, 24];
        Scalar mean = Cv2.Mean(block);
        for (int i = 0; i < 16; i++)
        {
            Vec3b pixel = pixels.At<Vec3b>(8 + i / 4, 20 + i % 4);
            Assert.InRange(pixel[0], mean.Val0 - 0.51, mean.Val0 + 0.51);
            Assert.InRange(pixel[2], mean.Val2 - 0.51, mean.Val2 + 0.51);
        }
    }

    [Theory]
    [InlineData(1, 1.5)]
    [InlineData(5, 3)]
    public void Fog_of_an_amount_leaves_white_where_it_is_thickest_and_its_share_where_it_is_not(
        int severity, double amount)
    {
        using Mat white = TestImages.Flat(96, 64, 255), black = TestImages.Flat(96, 64, 0);
        using Mat foggy = new CorruptionLevel(Corruption.Fog, severity).Apply(white, 1);
        using Mat dark = new CorruptionLevel(Corruption.Fog, severity).Apply(black, 1);
        Cv2.MinMaxLoc(foggy.Reshape(1), out double thin, out double thick);
        Assert.Equal((Math.Round(255 / (1 + amount)), 255.0), (thin, thick));
        // Darkened until the brightest pixel is no brighter than it was: black stays.
        Assert.Equal(TestImages.Bytes(black), TestImages.Bytes(dark));
    }

    [Fact]
    public void Frost_has_the_published_weights()
    {
        using Mat black = TestImages.Flat(96, 64, 0);
        using Mat first = new CorruptionLevel(Corruption.Frost, 1).Apply(black, 1);
        using Mat last = new CorruptionLevel(Corruption.Frost, 5).Apply(black, 1);
        Assert.Equal(0.75 / 0.4, Cv2.Mean(last).Val0 / Cv2.Mean(first).Val0, 0.01);
        Assert.InRange(Cv2.Mean(first).Val0, 0.4 * 60, 0.4 * 220);
    }

    [Theory]
    [MemberData(nameof(Corruptions))]
    public void The_same_seed_gives_the_same_bytes_and_the_image_stays(Corruption corruption)
    {
        using Mat scene = Scene(), before = scene.Clone();
        CorruptionLevel level = new(corruption, 3);
        using Mat first = level.Apply(scene, 5), again = level.Apply(scene, 5);
        Assert.Equal((scene.Size(), scene.Type()), (first.Size(), first.Type()));
        Assert.Equal(0, Cv2.Norm(first, again, NormTypes.INF));
        Assert.Equal(0, Cv2.Norm(scene, before, NormTypes.INF));
    }

    [Fact]
    public void Strengths_are_those_that_were_published()
    {
        using Mat grey = new(200, 200, MatType.CV_8UC3, new Scalar(100, 100, 100));
        // Noise of 0.08 of the range around mid-grey, hardly clipped.
        Assert.Equal(0.08 * 255, Spread(new(Corruption.GaussianNoise, 1), grey), 0.3);
        // Poisson of mean 60 * 100 / 255 divided by 60: variance 100 / 255 / 60.
        Assert.Equal(255 * Math.Sqrt(100 / 255.0 / 60), Spread(new(Corruption.ShotNoise, 1), grey), 0.4);
        // 3 numbers in 100 are struck: half by -100, half by +155.
        Assert.Equal(0.015 * (100 + 155), Change(new(Corruption.ImpulseNoise, 1), grey, 1), 0.15);
        // Value 100 / 255 + 0.5.
        Assert.Equal(127.5, Change(new(Corruption.Brightness, 5), grey, 1), 0.5);

        using Mat halves = grey.Clone();
        halves[new Rect(0, 0, 100, 200)].SetTo(Scalar.All(180));
        using Mat weak = new CorruptionLevel(Corruption.Contrast, 1).Apply(halves, 1);
        // Mean 140; 40 and -40 times 0.4.
        Assert.Equal((156, 124), (weak.At<Vec3b>(9, 9)[0], weak.At<Vec3b>(9, 150)[0]));
    }

    [Theory]
    [InlineData(Corruption.DefocusBlur)]
    [InlineData(Corruption.GlassBlur)]
    [InlineData(Corruption.MotionBlur)]
    [InlineData(Corruption.ZoomBlur)]
    [InlineData(Corruption.Contrast)]
    [InlineData(Corruption.ElasticTransform)]
    [InlineData(Corruption.Pixelate)]
    public void What_only_moves_or_mixes_pixels_leaves_a_flat_image(Corruption corruption)
    {
        using Mat flat = new(64, 96, MatType.CV_8UC3, new Scalar(30, 120, 210));
        foreach (int severity in (int[])[1, 5])
            Assert.InRange(Change(new CorruptionLevel(corruption, severity), flat, 1), 0, 0.01);
    }

    [Fact]
    public void An_image_that_is_too_small_is_refused()
    {
        using Mat small = new(31, 80, MatType.CV_8UC3, Scalar.All(0));
        Assert.Equal(
            "An image of 80 x 31 px is too small to corrupt; expected sides of at least 32 px.",
            Assert.Throws<DegradationException>(() => new CorruptionLevel(Corruption.Fog, 1).Apply(small, 1)).Message);
    }

    /// <summary>Boxes of all sizes and colours over each other, and grain.</summary>
    private static Mat Scene()
    {
        Mat scene = new(112, 144, MatType.CV_8UC3, new Scalar(90, 110, 130));
        RandomSource random = new(3);
        for (int i = 0; i < 150; i++)
            Cv2.Rectangle(
                scene,
                new Rect(
                    random.NextIndex(140), random.NextIndex(108), 2 + random.NextIndex(30),
                    2 + random.NextIndex(30)),
                new Scalar(40 + random.NextIndex(150), 40 + random.NextIndex(150), 40 + random.NextIndex(150)), -1);
        using Mat plain = scene;
        return new DegradationPlan(scene.Size(), [new GaussianNoiseStep(4, NoiseColor.Color, 1)]).Apply(plain);
    }

    private static double Change(CorruptionLevel level, Mat image, long seed)
    {
        using Mat corrupted = level.Apply(image, seed);
        return Cv2.Norm(image, corrupted, NormTypes.L1) / image.Total() / 3;
    }

    private static double Spread(CorruptionLevel level, Mat image)
    {
        using Mat corrupted = level.Apply(image, 1);
        Cv2.MeanStdDev(corrupted, out _, out Scalar deviation);
        return deviation.Val0;
    }
}
