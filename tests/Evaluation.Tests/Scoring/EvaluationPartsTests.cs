using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class EvaluationPartsTests : IDisposable
{
    private readonly DetectionSdk.Tests.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DataSetFormat.Yolo)]
    [InlineData(DataSetFormat.Coco)]
    [InlineData(DataSetFormat.Voc)]
    public void Seven_parts_are_one_result_to_the_last_digit(DataSetFormat format)
    {
        AnnotatedDataSet dataSet = Write(format, 10);
        DetectorEvaluationResult one = Measure(dataSet, null);
        for (int number = 1; number <= 7; number++) SavePart(dataSet, new Shard(number, 7));
        DetectorEvaluationResult seven = EvaluationParts.Merge(dataSet, "m", _folder.File("parts"));

        Assert.InRange(one.Coco.Scores.AP, 0.01, 0.99);
        Assert.Equal(one.Coco.Scores, seven.Coco.Scores);
        Assert.Equal(one.Detections, seven.Detections);
        Assert.Equal(one.Images.Select(image => image.Name), seven.Images.Select(image => image.Name));
        Assert.Equal(one.Images.Select(image => image.Similarity), seven.Images.Select(image => image.Similarity));
        Assert.Equal(one.GroundTruth.Images.Select(i => i.Path), seven.GroundTruth.Images.Select(i => i.Path));
        Assert.Equal(one.GroundTruth.Images.Select(i => i.Size), seven.GroundTruth.Images.Select(i => i.Size));
        Assert.Equal(one.UnmappedClasses, seven.UnmappedClasses);
        one.Save(_folder.File("one/g.json"), _folder.File("one/d.json"));
        seven.Save(_folder.File("seven/g.json"), _folder.File("seven/d.json"));
        foreach (string file in (string[])["g.json", "d.json"])
            Assert.Equal(
                File.ReadAllText(_folder.File($"one/{file}")), File.ReadAllText(_folder.File($"seven/{file}")));
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_left_out_of_its_part_and_of_the_whole()
    {
        AnnotatedDataSet dataSet = Write(DataSetFormat.Yolo, 5);
        File.Delete(dataSet.Images[1].Path);
        DetectorEvaluationResult one = Measure(dataSet, null);
        for (int number = 1; number <= 5; number++) SavePart(dataSet, new Shard(number, 5));
        DetectorEvaluationResult five = EvaluationParts.Merge(dataSet, "m", _folder.File("parts"));
        Assert.Equal(one.Coco.Scores, five.Coco.Scores);
        Assert.Equal(4, five.Images.Count);
        Assert.Equal(Assert.Single(one.Problems), Assert.Single(five.Problems));
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        AnnotatedDataSet dataSet = Write(DataSetFormat.Yolo, 4);
        string parts = _folder.File("parts");
        Assert.Equal(
            $"{parts}: holds no part of an evaluation; expected those that --shard K/N writes.", Refusal(dataSet, "m"));
        SavePart(dataSet, new Shard(1, 3));
        Assert.Equal($"{parts}: lacks part 2, 3 of 3; expected all.", Refusal(dataSet, "m"));
        SavePart(dataSet, new Shard(1, 2));
        SavePart(dataSet, new Shard(2, 2));
        Assert.Equal($"{parts}: holds parts of 2 and of 3; expected those of one division.", Refusal(dataSet, "m"));
        Directory.Delete(Path.Combine(parts, "1-of-3"), recursive: true);
        string facts = Path.Combine(parts, "1-of-2", "part.json");
        Assert.Equal($"{facts}: was measured by 'm'; expected 'other'.", Refusal(dataSet, "other"));
        AnnotatedDataSet fewer = dataSet with { Images = [.. dataSet.Images.Skip(1)] };
        Assert.Equal($"{facts}: was measured on other images than those of the data set.", Refusal(fewer, "m"));
        File.WriteAllText(facts, "{}");
        Assert.StartsWith($"{facts}:1: broken at '$', expected what --shard K/N writes", Refusal(dataSet, "m"));
    }

    private string Refusal(AnnotatedDataSet dataSet, string command) => Assert.Throws<DataSetException>(
        () => EvaluationParts.Merge(dataSet, command, _folder.File("parts"))).Message;

    private void SavePart(AnnotatedDataSet dataSet, Shard shard) =>
        EvaluationParts.Save(Measure(dataSet, shard), shard, "m", _folder.File("parts"));

    // Scores of two values alone, so that ties between images are decided by their order.
    private static DetectorEvaluationResult Measure(AnnotatedDataSet dataSet, Shard? shard) =>
        new DetectorEvaluation(dataSet)
        {
            Shard = shard,
            Transform = new DataSetDegradation(DegradationPipeline.CocoD, seed: 3).Apply,
        }.RunModel(image =>
            {
                double third = image.Width / 3.0, score = image.At<Vec3b>(3, 3).Item0 % 2 == 0 ? .5 : .75;
                return new DetectionResult(
                    image.Size(),
                    [
                        new DetectedObject(
                            new Rect2d(third / 3, image.Height / 5.0, third, third), 0, "a", (float)score),
                        new DetectedObject(new Rect2d(0, 0, 9, 9), 1, "c", .5f),
                    ]);
            }, ["a", "c"]);

    private AnnotatedDataSet Write(DataSetFormat format, int count)
    {
        AnnotatedImage[] images = [.. Enumerable.Range(0, count).Select(i =>
        {
            string path = AnnotatedDataSet.ImagePath(_folder.File("in"), "val", format, $"{i}.png");
            using Mat image = new(90 + 3 * i, 120, MatType.CV_8UC3, new Scalar(23 * i, 90, 200));
            _folder.Write(Path.GetRelativePath(_folder.Path, path), image.ToBytes(".png"));
            return new AnnotatedImage(
                path, $"{i}.png", image.Size(),
                [new Annotation(new Rect2d(12 + i, 20, 40, 35), 0), new Annotation(new Rect2d(60, 30, 16, 24), 1)]);
        })];
        new AnnotatedDataSet(["a", "b"], images) { Format = format }.Save(_folder.File("in"), "val", format);
        return AnnotatedDataSet.Load(_folder.File("in"), "val", boxes: BoxPolicy.AsWritten);
    }
}
