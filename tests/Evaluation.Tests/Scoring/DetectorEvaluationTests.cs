using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class DetectorEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Detections_are_mapped_to_the_classes_of_the_data_set_and_scored()
    {
        AnnotatedDataSet dataSet = TwoImages();
        var done = new List<int>();

        DetectorEvaluationResult result = new DetectorEvaluation(dataSet)
        {
            ClassMap = ClassMap.Parse("automobile=car"),
        }
            .RunModel(FindLeftHalf, ["cat", "automobile"], new Recorder(done), Token);

        Assert.Equal([1, 2], done);
        Assert.Equal(
            [new(0, 0, new Rect2d(0, 0, 50, 80), .75), new(1, 0, new Rect2d(0, 0, 20, 30), .75)], result.Detections);
        Assert.Equal(["bus"], result.UnmappedClasses);
        Assert.Equal(1, result.Coco.Classes[0].AP);
        Assert.Equal(.5, result.Coco.Scores.AP);
    }

    [Fact]
    public void A_transform_changes_the_image_and_the_ground_truth_that_is_scored()
    {
        AnnotatedDataSet dataSet = TwoImages();
        var evaluation = new DetectorEvaluation(dataSet)
        {
            ClassMap = ClassMap.Parse("automobile=car"),
            Transform = Halve,
        };

        DetectorEvaluationResult result = evaluation.RunModel(
            FindLeftHalf, ["cat", "automobile"], cancellationToken: Token);

        Assert.Equal([new Size(50, 40), new Size(20, 15)], result.GroundTruth.Images.Select(image => image.Size));
        Assert.Equal(new Rect2d(0, 0, 25, 40), result.Detections[0].Box);
        Assert.Equal(1, result.Coco.Classes[0].AP);
    }

    [Fact]
    public void Saved_jsons_score_to_the_same_numbers()
    {
        DetectorEvaluationResult result = new DetectorEvaluation(TwoImages())
        {
            ClassMap = ClassMap.Parse("automobile=car"),
        }
            .RunModel(
                image => Report(new Rect2d(1 / 3.0, .1, image.Width / 2.2, image.Height * .9), .1f),
                ["cat", "automobile"], cancellationToken: Token);

        (string groundTruth, string detections) =
            (Path.Combine(_folder.Root, "gt.json"), Path.Combine(_folder.Root, "out", "dt.json"));
        result.Save(groundTruth, detections);
        AnnotatedDataSet read = CocoDataSet.Read(groundTruth, boxes: BoxPolicy.AsWritten);

        Assert.Equal(result.Coco.Scores, CocoEvaluation.Run(read, CocoDetections.Read(detections, read)).Scores);
        Assert.InRange(result.Coco.Scores.AP, .01, .99);
    }

    [Fact]
    public void Where_no_image_is_there_none_is_searched()
    {
        AnnotatedDataSet dataSet = TwoImages();
        foreach (AnnotatedImage image in dataSet.Images) File.Delete(image.Path);
        int calls = 0;

        DataSetException fault = Assert.Throws<DataSetException>(
            () =>
                new DetectorEvaluation(dataSet)
                    .RunModel(
                        image => { calls++; return FindLeftHalf(image); }, ["x", "car"], cancellationToken: Token));

        Assert.Equal((dataSet.Images[0].Path, 0), (fault.File, calls));
    }

    [Fact]
    public void An_image_that_the_model_fails_on_is_named_and_left_out()
    {
        AnnotatedDataSet dataSet = TwoImages();
        int calls = 0;

        DetectorEvaluationResult result = new DetectorEvaluation(dataSet).RunModel(
            image => calls++ > 0 ? FindLeftHalf(image) : throw new ModelRunException("'m.onnx' failed."),
            ["x", "car"], cancellationToken: Token);

        Assert.Equal(
            [new DataSetProblem(dataSet.Images[0].Path, null, "'m.onnx' failed; left out.")], result.Problems);
        Assert.Equal(["b.png"], result.Images.Select(image => image.Name));
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_named_and_left_out()
    {
        AnnotatedDataSet dataSet = TwoImages();
        _folder.WriteImage("images/a.png", 99, 80);

        DetectorEvaluationResult result = new DetectorEvaluation(dataSet)
            .RunModel(FindLeftHalf, ["x", "car"], cancellationToken: Token);

        DataSetProblem problem = Assert.Single(result.Problems);
        Assert.Equal(dataSet.Images[0].Path, problem.File);
        Assert.Contains("99x80 pixels, its annotation states 100x80; left out.", problem.Message);
        Assert.Equal(["b.png"], result.GroundTruth.Images.Select(image => image.Name));
        Assert.Equal(["b.png"], result.Images.Select(image => image.Name));
        Assert.All(result.Detections, found => Assert.Equal(0, found.ImageIndex));

        _folder.WriteImage("images/b.png", 99, 80);
        DataSetException fault = Assert.Throws<DataSetException>(
            () => new DetectorEvaluation(dataSet).RunModel(FindLeftHalf, ["x", "car"], cancellationToken: Token));
        Assert.Equal(2, fault.Problems.Count);
    }

    [Fact]
    public void A_run_ends_between_two_images_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        var done = new List<int>();

        Assert.Throws<OperationCanceledException>(() => new DetectorEvaluation(TwoImages())
            .RunModel(
                image => { source.Cancel(); return FindLeftHalf(image); }, ["x", "car"], new Recorder(done),
                source.Token));
        Assert.Equal([1], done);
    }

    [Fact]
    public void A_model_without_any_class_of_the_data_set_is_refused() =>
        Assert.Contains("No class of the model (x, y) maps to one of the data set (car, bus)",
            Assert.Throws<EvaluationException>(
                () => new DetectorEvaluation(TwoImages())
                    .RunModel(FindLeftHalf, ["x", "y"], cancellationToken: Token)).Message);

    [Fact]
    public void A_real_model_on_real_photographs_scores_like_its_saved_jsons()
    {
        using Detector detector = Detector.Load(
            SharedData.Model("yolov8n.onnx"), new DetectorOptions { Confidence = .01f });
        AnnotatedDataSet street = AnnotatedDataSet.Load(SharedData.Path("street"), boxes: BoxPolicy.AsWritten);
        AnnotatedDataSet some = street with { Images = [.. street.Images.Where((_, i) => i % 20 == 0)] };

        DetectorEvaluationResult result = new DetectorEvaluation(some)
        {
            ClassMap = ClassMap.Parse("motorcycle=motorbike"),
        }.Run(detector, cancellationToken: Token);
        (string groundTruth, string detections) =
            (Path.Combine(_folder.Root, "gt.json"), Path.Combine(_folder.Root, "dt.json"));
        result.Save(groundTruth, detections);
        AnnotatedDataSet read = CocoDataSet.Read(groundTruth, boxes: BoxPolicy.AsWritten);

        Assert.Empty(result.UnmappedClasses);
        Assert.InRange(result.Coco.Scores.AP50, .3, 1);
        Assert.Equal(result.Coco.Scores, CocoEvaluation.Run(read, CocoDetections.Read(detections, read)).Scores);
    }

    [Fact]
    public void A_front_end_is_timed_and_compared_with_the_image_before_the_transform()
    {
        using Detector detector = LoadLeftHalf();
        using BicubicFrontEnd twice = new(2);
        DetectorEvaluationResult result = new DetectorEvaluation(TwoImages())
        {
            Transform = Halve,
            FrontEnd = twice,
        }.Run(detector, cancellationToken: Token);

        // Flat images come back as they were, and the detector answers in the pixels of the halved image.
        Assert.All(result.Images, image => Assert.Equal(new Similarity(double.PositiveInfinity, 1), image.Similarity));
        Assert.True(result.MedianFrontEndTime > TimeSpan.Zero && result.MedianTime > TimeSpan.Zero);
        Assert.Equal(new Rect2d(0, 0, 25, 40), result.Detections[0].Box);
        Assert.Equal(["a.png", "b.png"], result.Images.Select(image => image.Name));

        DetectorEvaluationResult other = new DetectorEvaluation(TwoImages()) { FrontEnd = twice }.Run(
            detector, cancellationToken: Token);
        Assert.All(other.Images, image => Assert.Null(image.Similarity));
    }

    [Theory]
    [InlineData("bicubic")]
    [InlineData("fixed")]
    [InlineData("any")]
    public void A_front_end_gives_what_it_gives_inside_the_detector(string kind)
    {
        AnnotatedDataSet dataSet = new(["car"], [Scene("a.png", 37, 50, 1), Scene("b.png", 30, 24, 2)]);
        string model = WriteModel(
            "detector.onnx",
            OnnxStub.CellMeans(
                [1, 3, 64, 64], [32, 32, 10, 10, .9f], [20, 0, 30, 5, -.3f], [0, 20, 5, 30, -.2f], [3, -4, 0, 0, -.3f],
                metadata: new Dictionary<string, string> { ["names"] = "{0: 'car'}" }));
        using FrontEnd frontEnd = kind switch
        {
            "bicubic" => new BicubicFrontEnd(1.7),
            "fixed" => SuperResolver.Load(WriteModel("sr.onnx", SuperResolutionStub.Fixed(3))),
            _ => SuperResolver.Load(WriteModel("sr.onnx", SuperResolutionStub.Any())),
        };
        using Detector alone =
            Detector.Load(model), together = Detector.Load(model, frontEnd: frontEnd, leaveOpen: true);

        DetectorEvaluationResult apart = new DetectorEvaluation(dataSet) { FrontEnd = frontEnd }.Run(
            alone, cancellationToken: Token);
        DetectorEvaluationResult inside = new DetectorEvaluation(dataSet).Run(together, cancellationToken: Token);
        Assert.Equal([0, 1], inside.Detections.Select(found => found.ImageIndex).Distinct());
        Assert.Equal(inside.Detections, apart.Detections);
    }

    [Fact]
    public void Images_are_not_enhanced_twice()
    {
        using BicubicFrontEnd twice = new(2);
        LoadLeftHalf().Dispose();
        using Detector enhancing = Detector.Load(
            Path.Combine(_folder.Root, "model.onnx"), frontEnd: twice, leaveOpen: true);
        Assert.Contains(
            "enhanced twice",
            Assert.Throws<ArgumentException>(
                () =>
                    new DetectorEvaluation(TwoImages()) { FrontEnd = twice }.Run(
                        enhancing, cancellationToken: Token)).Message);
        Assert.Contains(
            "a front-end of its own",
            Assert.Throws<ArgumentException>(
                () => GateLearning.Run(TwoImages(), enhancing, twice, ClassMap.ByName, cancellationToken: Token))
                .Message);
    }

    private string WriteModel(string name, byte[] model)
    {
        string path = Path.Combine(_folder.Root, name);
        File.WriteAllBytes(path, model);
        return path;
    }

    private AnnotatedImage Scene(string name, int width, int height, int seed)
    {
        string path = Path.Combine(_folder.Root, name);
        using Mat image = new(height, width, MatType.CV_8UC3);
        Cv2.SetTheRNG((ulong)seed);
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
        Cv2.GaussianBlur(image, image, new Size(0, 0), 2);
        Assert.True(image.SaveImage(path));
        return new AnnotatedImage(path, name, image.Size(), [new(new Rect2d(0, 0, width, height), 0)]);
    }

    [Fact]
    public void An_image_is_scored_alone()
    {
        DetectorEvaluationResult result = new DetectorEvaluation(TwoImages())
        {
            ClassMap = ClassMap.Parse("automobile=car"),
        }.RunModel(FindLeftHalf, ["cat", "automobile"], cancellationToken: Token);
        // Image a: its car is found. Image b: of car and bus only the car.
        Assert.Equal([1, .5], new[] { 0, 1 }.Select(i => result.ScoreImage(i).AP));
        Assert.Equal(.5, result.Coco.Scores.AP);
    }

    [Fact]
    public void A_gate_closes_where_nothing_gains()
    {
        // The detector answers the same to every image, so that enlarging never pays.
        using BicubicFrontEnd twice = new(2);
        using Detector detector = LoadLeftHalf();
        GateLearning learned = GateLearning.Run(
            TwoImages(), detector, twice, ClassMap.ByName, cancellationToken: Token);
        Assert.Equal(
            (QualityGate.Never, 0.0, 0.0, 0.0),
            (learned.Gate, learned.EnhancedShare, learned.GainAlways, learned.GainGated));
        Assert.Equal([Math.Sqrt(8000), Math.Sqrt(1200)], learned.Images.Select(i => i.Estimate.Side));
    }

    [Fact]
    public void A_gate_opens_where_the_front_end_pays()
    {
        // The detector takes bright images for cars. Inverting finds the dark car in the large image and loses the
        // bright one in the small.
        AnnotatedDataSet dataSet = new(["car"], [Car("dark.png", 100, 80, 0), Car("bright.png", 40, 30, 255)]);
        string path = Path.Combine(_folder.Root, "bright.onnx");
        File.WriteAllBytes(
            path,
            OnnxStub.CellMeans(
                [1, 3, 32, 32], [16, 16, 32, 24, 0], [0, 0, 0, 0, .9f], new float[5], new float[5],
                metadata: new Dictionary<string, string> { ["names"] = "{0: 'car'}" }));
        using Detector detector = Detector.Load(path);
        using Inverse inverse = new();
        GateLearning learned = GateLearning.Run(dataSet, detector, inverse, ClassMap.ByName, cancellationToken: Token);

        Assert.Equal([1, -1], learned.Images.Select(image => image.Gain));
        Assert.Equal((QualityFeature.Side, true), (learned.Gate.Feature, learned.Gate.EnhancesAbove));
        Assert.Equal((.5, 0, .5), (learned.EnhancedShare, learned.GainAlways, learned.GainGated));
    }

    private AnnotatedImage Car(string name, int width, int height, int level)
    {
        string path = Path.Combine(_folder.Root, name);
        using Mat image = new(height, width, MatType.CV_8UC3, Scalar.All(level));
        Assert.True(image.SaveImage(path));
        return new AnnotatedImage(path, name, image.Size(), [new(new Rect2d(0, 0, width, height), 0)]);
    }

    private sealed class Inverse : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context)
        {
            Mat inverted = new();
            Cv2.BitwiseNot(image, inverted);
            return inverted;
        }
    }

    // A detector of cars and buses that finds a car in the left half of its input, whatever it is.
    private Detector LoadLeftHalf()
    {
        string path = Path.Combine(_folder.Root, "model.onnx");
        // Images are 5 : 4 and 4 : 3; in a 96 x 96 input that is 96 x 77 with 10 rows, or 96 x 72 with 12 rows of
        // border above.
        File.WriteAllBytes(
            path,
            OnnxStub.Constant(
                [1, 3, 96, 96], [1, 6, 1], [24, 48, 48, 96, .75f, .1f],
                new Dictionary<string, string> { ["names"] = "{0: 'car', 1: 'bus'}" }));
        return Detector.Load(path);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AnnotatedDataSet TwoImages() => new(["car", "bus"],
    [
        new(
            _folder.WriteImage("images/a.png", 100, 80), "a.png", new Size(100, 80),
            [new(new Rect2d(0, 0, 50, 80), 0)]),
        new(
            _folder.WriteImage("images/b.png", 40, 30), "b.png", new Size(40, 30),
            [new(new Rect2d(0, 0, 20, 30), 0), new(new Rect2d(30, 20, 10, 10), 1)]),
    ]);

    /// <summary>Reports the left half as class 1, and the whole as class 0, which no data set class is.</summary>
    private static DetectionResult FindLeftHalf(Mat image) => new(image.Size(),
    [
        new DetectedObject(new Rect2d(0, 0, image.Width, image.Height), 0, "cat", .9f),
        new DetectedObject(new Rect2d(0, 0, image.Width / 2.0, image.Height), 1, "automobile", .75f),
    ]);

    private static DetectionResult Report(Rect2d box, float score) =>
        new(new Size(1, 1), [new DetectedObject(box, 1, "automobile", score)]);

    private static (Mat, AnnotatedImage) Halve(int index, Mat image, AnnotatedImage annotated)
    {
        Mat half = new();
        Cv2.Resize(image, half, new Size(image.Width / 2, image.Height / 2));
        return (half, annotated with
        {
            Size = half.Size(),
            Annotations =
            [
                .. annotated.Annotations.Select(
                    item =>
                        item with
                        {
                            Box = new Rect2d(item.Box.X / 2, item.Box.Y / 2, item.Box.Width / 2, item.Box.Height / 2),
                        })
            ],
        });
    }

    private sealed class Recorder(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
