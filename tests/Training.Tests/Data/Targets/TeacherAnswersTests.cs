using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class TeacherAnswersTests : IDisposable
{
    private static readonly ClassMap Classes = ClassMap.Parse("hoop=ring");
    private static readonly DetectorOptions Options = new() { Confidence = 0.3f, Provider = ExecutionProvider.Cpu };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_teacher_says_what_it_sees_in_the_words_of_the_set_surest_first()
    {
        AnnotatedDataSet photographs = Photographs([[]]);
        ScoredBox[] found = [.. Ask(photographs).Of(photographs.Images[0])];

        Assert.Equal(
            [(0, new Rect2d(10, 10, 20, 20), 0.9), (2, new Rect2d(40, 28, 16, 24), 0.5)],
            found.Select(box => (box.ClassId, box.Box, Math.Round(box.Score, 6))));
    }

    [Fact]
    public void Of_an_object_that_is_annotated_the_annotation_alone_stays()
    {
        // By two pixels beside the disc: 18 x 20 of 2 x 400 - 18 x 20 pixels, 0.82. Half beside it: 10 x 20, 0.33.
        AnnotatedDataSet photographs = Photographs(
            [[new Annotation(new Rect2d(12, 10, 20, 20), 1)], [new Annotation(new Rect2d(20, 10, 20, 20), 0)]]);
        TeacherAnswers answers = Ask(photographs);

        Assert.Equal([2], answers.Of(photographs.Images[0]).Select(box => box.ClassId));
        Assert.Equal([0, 2], answers.Of(photographs.Images[1]).Select(box => box.ClassId));
    }

    [Fact]
    public void A_photograph_without_annotations_has_the_teachers_targets_as_high_as_its_scores()
    {
        AnnotatedDataSet photographs = Photographs([[]]);
        AugmentationOptions asItIs = new()
        {
            CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, FlipProbability = 0, ColourJitter = 0,
        };
        using TrainingBatch batch = new PhotographSource(photographs, asItIs, null, batchSize: 1, seed: 1)
        {
            Targets = TargetFrame.Input,
            Teacher = Ask(photographs),
        }.Make(0);

        // Centres (20, 20) and (48, 40), cells of 4 pixels, 16 x 16 of them.
        CenterMaps maps = batch.Targets!;
        int disc = 5 * 16 + 5, ring = 10 * 16 + 12;
        Assert.Equal((0.9f, 0.5f), (maps.Heatmap[disc], maps.Heatmap[2 * 256 + ring]));
        Assert.Equal([disc, ring], Enumerable.Range(0, 256).Where(cell => batch.Targets!.Mask[cell] > 0));
        Assert.Equal((0.9f, 0.5f), (maps.Mask[disc], maps.Mask[ring]));
        Assert.Equal((4f, 6f), (maps.BoxSize[ring], maps.BoxSize[256 + ring]));
    }

    [Fact]
    public void A_teacher_of_other_things_is_refused()
    {
        TrainingException error = Assert.Throws<TrainingException>(
            () => TeacherAnswers.Ask(Model(), Options, ClassMap.Parse("disc="), Photographs([[]])));
        Assert.Equal(
            $"'{Model()}' cannot teach this set: No class of the model (disc, hoop) maps to one of the data set (disc, "
            + "square, ring).", error.Message);
    }

    [Fact]
    public void A_teacher_that_finds_nothing_is_refused_with_the_number_of_photographs()
    {
        TrainingException error = Assert.Throws<TrainingException>(
            () => TeacherAnswers.Ask(Model(), Options with { Confidence = 0.95f }, Classes, Photographs([[], []])));
        Assert.Equal(
            $"The teacher '{Model()}' finds nothing in the 2 training photographs that it scores 0.95 or more; "
            + "expected at least one object.", error.Message);
    }

    [Fact]
    public void A_teacher_that_is_nowhere_is_refused_by_name() =>
        Assert.Contains(
            _folder.File("nowhere.onnx"),
            Assert.Throws<FileNotFoundException>(
                () => TeacherAnswers.Ask(_folder.File("nowhere.onnx"), Options, Classes, Photographs([[]]))).Message,
            StringComparison.Ordinal);

    private TeacherAnswers Ask(AnnotatedDataSet photographs) =>
        TeacherAnswers.Ask(Model(), Options, Classes, photographs);

    private string Model() => _folder.Write("teacher.onnx", ConstantTeacher.Make());

    /// <summary>Grey pictures of 64 x 64 pixels, one per list of annotations.</summary>
    private AnnotatedDataSet Photographs(Annotation[][] annotations)
    {
        using Mat grey = new(64, 64, MatType.CV_8UC3, Scalar.All(128));
        return new AnnotatedDataSet(
            ["disc", "square", "ring"],
            [
                .. annotations.Select((boxes, index) => new AnnotatedImage(
                    _folder.Write($"{index}.png", grey.ToBytes(".png")), $"{index}.png", grey.Size(), boxes)),
            ]);
    }
}
