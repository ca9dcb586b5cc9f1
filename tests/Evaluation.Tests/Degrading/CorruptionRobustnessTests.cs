using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Degrading;

public sealed class CorruptionRobustnessTests
{
    private static double AP(CocoScores scores) => scores.AP;

    [Fact]
    public void Means_are_those_of_the_definitions()
    {
        // AP 0.8 on clean images; 0.1 times the severity under fog and 0.4 under all else. Fog: mean 0.3, all else
        // 0.4: mPC = (0.3 + 14 * 0.4) / 15; rPC is that by 0.8.
        CorruptionRobustness robustness = new(
            Scores(0.8),
            CorruptionLevel.All.ToDictionary(
                level => level, level => Scores(level.Corruption == Corruption.Fog ? 0.1 * level.Severity : 0.4)));

        Assert.Equal(0.3, robustness.MeanOf(Corruption.Fog, AP), 1e-12);
        Assert.Equal(0.4, robustness.MeanOf(Corruption.Snow, AP), 1e-12);
        Assert.Equal((14 * 0.4 + 0.5) / 15, robustness.MeanOf(5, AP), 1e-12);
        Assert.Equal((14 * 0.4 + 0.3) / 15, robustness.MeanPerformance(AP), 1e-12);
        Assert.Equal((14 * 0.4 + 0.3) / 15 / 0.8, robustness.RelativePerformance(AP), 1e-12);
        Assert.Equal(0.5, robustness[new CorruptionLevel(Corruption.Fog, 5)].AP, 1e-12);
        Assert.Equal(1, robustness.RelativePerformance(scores => scores.AP50), 1e-12);
    }

    [Fact]
    public void A_detector_that_never_finds_anything_keeps_nothing() =>
        Assert.Equal(
            0,
            new CorruptionRobustness(Scores(0), CorruptionLevel.All.ToDictionary(level => level, _ => Scores(0)))
                .RelativePerformance(AP));

    [Fact]
    public void A_level_without_scores_is_refused()
    {
        Dictionary<CorruptionLevel, CocoScores> scores =
            CorruptionLevel.All.Skip(1).ToDictionary(level => level, _ => Scores(1));
        Assert.StartsWith(
            "There are no scores for gaussian_noise at severity 1; expected all levels.",
            Assert.Throws<ArgumentException>(() => new CorruptionRobustness(Scores(1), scores)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_fake_detector_that_sees_bright_squares_loses_them_to_brightness_alone()
    {
        using TemporaryFolder folder = new();
        string path = folder.Prepare("a.png");
        using (Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(110)))
        {
            image[new Rect(16, 16, 32, 32)].SetTo(Scalar.All(190));
            Assert.True(image.SaveImage(path));
        }
        AnnotatedDataSet dataSet = new(
            ["square"],
            [new(path, "a.png", new Size(64, 64), [new Annotation(new Rect2d(16, 16, 32, 32), 0)])]);
        int runs = 0;

        CorruptionRobustness robustness = CorruptionRobustness.Measure(transform =>
        {
            runs++;
            return new DetectorEvaluation(dataSet) { Transform = transform }.RunModel(FindSquare, ["square"]);
        });

        Assert.Equal(76, runs);
        Assert.Equal(1, robustness.Clean.AP);
        Assert.Equal(1, robustness.MeanOf(Corruption.Pixelate, AP));
        Assert.Equal(1, robustness[new CorruptionLevel(Corruption.Brightness, 1)].AP);
        Assert.Equal(0, robustness[new CorruptionLevel(Corruption.Brightness, 5)].AP);
        Assert.Equal(
            CorruptionLevel.All.Average(level => robustness[level].AP), robustness.MeanPerformance(AP), 1e-12);
    }

    /// <summary>Right about the place, if the corner is dark enough and the middle bright.</summary>
    private static DetectionResult FindSquare(Mat image) => new(
        image.Size(),
        image.At<Vec3b>(2, 2)[0] < 150 && image.At<Vec3b>(32, 32)[0] > 150
            ? [new DetectedObject(new Rect2d(16, 16, 32, 32), 0, "square", 0.9f)]
            : []);

    private static CocoScores Scores(double ap) => new(ap, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
