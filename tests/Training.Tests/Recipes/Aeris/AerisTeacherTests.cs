using DetectionSdk.Evaluation;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class AerisTeacherTests(SceneFixture scenes) : IClassFixture<SceneFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_stopped_run_with_a_teacher_ends_as_one_that_was_not_and_without_it_ends_elsewhere()
    {
        string whole = Train("whole", Taught, stopAt: null);
        Assert.Equal(whole, Train("stopped", Taught, stopAt: 1));
        Assert.NotEqual(whole, Train("alone", Taught with { Teacher = null }, stopAt: null));
    }

    [Fact]
    public void A_teacher_is_asked_once_for_all_photographs()
    {
        AerisRecipe recipe = Taught;
        TrainingData data = new(Mixed, null);
        using (recipe.Build(data, pretrained: null)) Assert.NotNull(data.Teacher);
        TeacherAnswers asked = data.Teacher;
        File.Delete(recipe.Teacher!);
        using (recipe.Build(data, pretrained: null)) Assert.Same(asked, data.Teacher);
    }

    [Fact]
    public void A_run_whose_teacher_is_nowhere_is_refused_before_anything_is_written()
    {
        AerisRecipe recipe = Taught with { Teacher = _folder.File("nowhere.onnx") };
        Assert.Throws<FileNotFoundException>(() => Trainer.Create(recipe, _folder.File("run"), Mixed, null));
        Assert.False(File.Exists(_folder.File("run/options.json")));
    }

    public static TheoryData<AerisRecipe, string> Invalid => new()
    {
        { new() { TeacherConfidence = 0 }, "AerisRecipe.TeacherConfidence must be in (0, 1)." },
        { new() { TeacherConfidence = 1 }, "AerisRecipe.TeacherConfidence must be in (0, 1)." },
        { new() { TeacherInputSize = 16 }, "AerisRecipe.TeacherInputSize must be at least 32." },
        { new() { ClassMap = "disc" }, "AerisRecipe.ClassMap is no map: 'disc' is no class mapping" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Out_of_range_values_are_refused_by_name(AerisRecipe options, string message) =>
        Assert.StartsWith(
            message, Assert.ThrowsAny<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);

    private AerisRecipe Taught => TrainingRuns.Small with
    {
        Steps = 6,
        Teacher = _folder.Write("teacher.onnx", ConstantTeacher.Make()),
        ClassMap = "hoop=ring",
    };

    /// <summary>Half of the scenes without their annotations.</summary>
    private AnnotatedDataSet Mixed => scenes.Train with
    {
        Images =
        [
            .. scenes.Train.Images.Select((image, index) => index % 2 == 0 ? image : image with { Annotations = [] }),
        ],
    };

    private string Train(string name, AerisRecipe recipe, int? stopAt)
    {
        string folder = _folder.File(name);
        using CancellationTokenSource stop = new();
        TrainingSummary summary = Trainer.Create(recipe, folder, Mixed, null).Train(
            new Report(progress => { if (progress.Step == stopAt) stop.Cancel(); }), stop.Token);
        if (stopAt is not null)
        {
            Assert.False(summary.Completed);
            summary = Trainer.Resume(folder, Mixed, null).Train();
        }
        Assert.True(summary.Completed);
        using SafeTensorFile file = SafeTensors.Read(Path.Combine(folder, "checkpoint.safetensors"));
        return $"{file.Metadata["step"]} {file.Metadata["sha256-of-file"]}";
    }
}
