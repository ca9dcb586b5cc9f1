using System.Globalization;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

/// <summary>Scores that other implementations published for the same boxes.</summary>
public sealed class PublishedScoresTests
{
    [Fact]
    public void The_example_results_of_cocoapi_score_as_pycocotools_scores_them()
    {
        CocoScores expected = new(
            .504581, .696973, .572982, .585626, .519400, .501398, .386813, .593680, .595353, .639811, .566421, .564291);
        string folder = SharedData.Path("metrics", "coco_fakebbox100");
        AnnotatedDataSet groundTruth = AnnotatedDataSet.Load(
            Path.Combine(folder, "instances_val2014_100.json"), boxes: BoxPolicy.AsWritten);

        AssertScores(expected, Score(groundTruth, Path.Combine(folder, "instances_val2014_fakebbox100_results.json")));
        Assert.Empty(groundTruth.Problems);
    }

    [Fact]
    public void The_example_with_areas_of_boxes_scores_as_pycocotools_scores_it()
    {
        CocoScores expected = new(
            .503647, .696973, .571667, .593252, .557991, .489363, .386813, .593680, .595353, .654764, .603130, .553744);
        string folder = SharedData.Path("metrics", "padilla", "test_coco_eval");
        AnnotatedDataSet groundTruth = AnnotatedDataSet.Load(
            Path.Combine(folder, "gts", "sampled_gts_bbox_area.json"), boxes: BoxPolicy.AsWritten);

        AssertScores(expected, Score(groundTruth, Path.Combine(folder, "dets", "sampled_bbox_results.json")));
        Assert.Equal(830, groundTruth.BoxCount);
    }

    [Theory]
    [InlineData(.1, VocInterpolation.AllPoints, .3371980676)]
    [InlineData(.3, VocInterpolation.AllPoints, .2456866804)]
    [InlineData(.5, VocInterpolation.AllPoints, .0222222222)]
    [InlineData(.75, VocInterpolation.AllPoints, 0)]
    [InlineData(.1, VocInterpolation.ElevenPoints, .3333333333)]
    [InlineData(.3, VocInterpolation.ElevenPoints, .2683982683)]
    [InlineData(.5, VocInterpolation.ElevenPoints, .0303030303)]
    [InlineData(.75, VocInterpolation.ElevenPoints, 0)]
    public void Fifteen_objects_and_24_detections_score_as_published_with_inclusive_pixels(
        double iou, VocInterpolation interpolation, double expected)
    {
        (AnnotatedDataSet groundTruth, List<ScoredBox> detections) =
            ReadTextFolders(SharedData.Path("metrics", "padilla", "test_case_1"), "gts", "dets", corners: false);
        Assert.Equal((7, 15, 24), (groundTruth.Images.Count, groundTruth.BoxCount, detections.Count));

        VocEvaluation result = VocEvaluation.Run(
            groundTruth, detections, new VocOptions { Iou = iou, Interpolation = interpolation });

        Assert.Equal(expected, result.MeanAP, 1e-9);
    }

    [Theory]
    [InlineData(.1, .2801)]
    [InlineData(.3, .2254)]
    [InlineData(.5, .0222)]
    [InlineData(.75, 0)]
    public void Continuous_edges_give_the_lower_published_values(double iou, double expected)
    {
        (AnnotatedDataSet groundTruth, List<ScoredBox> detections) =
            ReadTextFolders(SharedData.Path("metrics", "padilla", "test_case_1"), "gts", "dets", corners: false);

        VocEvaluation result = VocEvaluation.Run(
            groundTruth, detections, new VocOptions { Iou = iou, InclusivePixels = false });

        Assert.Equal(expected, result.MeanAP, 5e-5);
    }

    [Fact]
    public void The_85_images_of_cartucho_score_31_05_percent_and_each_class_as_published()
    {
        string folder = SharedData.Path("metrics", "cartucho");
        Dictionary<string, double> expected = ReadCartuchoOutput(Path.Combine(folder, "expected_output", "output.txt"));
        (AnnotatedDataSet groundTruth, List<ScoredBox> detections) =
            ReadTextFolders(Path.Combine(folder, "input"), "ground-truth", "detection-results", corners: true);

        VocEvaluation result = VocEvaluation.Run(groundTruth, detections);

        Assert.Equal(31.05, Math.Round(result.MeanAP * 100, 2));
        VocClassScores[] scored = [.. result.Classes.Where(scores => scores.Objects > 0)];
        Assert.Equal(expected.Keys.Order(), scored.Select(scores => scores.Name).Order());
        Assert.All(scored, scores => Assert.Equal(expected[scores.Name], scores.AP * 100, 0.0051));
    }

    private static CocoScores Score(AnnotatedDataSet groundTruth, string results)
    {
        var problems = new List<DataSetProblem>();
        IReadOnlyList<ScoredBox> detections = CocoDetections.Read(results, groundTruth, problems);
        Assert.Empty(problems);
        return CocoEvaluation.Run(groundTruth, detections).Scores;
    }

    private static void AssertScores(CocoScores expected, CocoScores actual)
    {
        foreach (System.Reflection.PropertyInfo number in
            typeof(CocoScores).GetProperties().Where(property => property.PropertyType == typeof(double)))
            Assert.True(
                Math.Abs((double)number.GetValue(expected)! - (double)number.GetValue(actual)!) <= 1e-6,
                $"{number.Name}: expected {number.GetValue(expected)}, got {number.GetValue(actual)}");
    }

    /// <summary>
    /// Text files of one image each: class, score in detections, and four numbers; by corners or by corner and size.
    /// </summary>
    private static (AnnotatedDataSet, List<ScoredBox>) ReadTextFolders(
        string root, string objects, string results, bool corners)
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(root, objects)).Order(StringComparer.Ordinal)];
        var lines = new List<(int Image, string Class, double[] Numbers)>();
        var resultLines = new List<(int Image, string Class, double[] Numbers)>();
        for (int i = 0; i < files.Length; i++)
        {
            lines.AddRange(Parse(files[i], i));
            resultLines.AddRange(Parse(Path.Combine(root, results, Path.GetFileName(files[i])), i));
        }

        string[] classes =
        [
            .. lines.Concat(resultLines).Select(line => line.Class).Distinct().Order(StringComparer.Ordinal)
        ];
        ILookup<int, Annotation> annotations = lines.ToLookup(
            line => line.Image,
            line => new Annotation(ToBox(line.Numbers, corners), Array.IndexOf(classes, line.Class)));
        AnnotatedImage[] images =
        [
            .. files.Select(
                (file, i) =>
                    new AnnotatedImage(file, Path.GetFileName(file), new Size(1000, 1000), [.. annotations[i]]))
        ];
        return (new AnnotatedDataSet(classes, images),
            [
                .. resultLines.Select(line => new ScoredBox(
                    line.Image, Array.IndexOf(classes, line.Class), ToBox(line.Numbers[1..], corners),
                    line.Numbers[0]))
            ]);
    }

    private static IEnumerable<(int, string, double[])> Parse(string file, int image) =>
        from line in File.ReadLines(file)
        let parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where parts.Length > 0
        select (image, parts[0], parts[1..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray());

    private static Rect2d ToBox(double[] numbers, bool corners) =>
        corners
            ? new Rect2d(numbers[0], numbers[1], numbers[2] - numbers[0], numbers[3] - numbers[1])
            : new Rect2d(numbers[0], numbers[1], numbers[2], numbers[3]);

    private static Dictionary<string, double> ReadCartuchoOutput(string path) => File.ReadLines(path)
        .Where(line => line.EndsWith(" AP ", StringComparison.Ordinal))
        .Select(line => line.Split(["% = ", " AP "], StringSplitOptions.None))
        .ToDictionary(parts => parts[1], parts => double.Parse(parts[0], CultureInfo.InvariantCulture));
}
