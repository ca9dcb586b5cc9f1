using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class LargerLookTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    // Whatever it is shown, the detector sees one object in the middle and one at the left.
    private static readonly float[] Answer = [32, 10, 32, 32, 20, 8, 10, 8, 0.8f, 0.9f];

    [Fact]
    public void Only_what_the_photograph_and_its_mirror_image_both_show_is_found()
    {
        using LargerLook look = new(Load());
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.Gray);
        DetectedObject found = Assert.Single(look.At(Photograph("a"), image));
        Assert.Equal((new Rect2d(22, 27, 20, 10), 0, 0.8f), (found.Box, found.ClassId, found.Score));
    }

    [Fact]
    public void What_is_annotated_is_not_found_again()
    {
        using LargerLook look = new(Load());
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.Gray);
        AnnotatedImage known = Photograph("a") with { Annotations = [new Annotation(new Rect2d(22, 27, 20, 12), 0)] };
        Assert.Empty(look.At(known, image));
    }

    [Fact]
    public void A_photograph_is_looked_at_once()
    {
        using LargerLook look = new(Load());
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.Gray), wide = new(64, 128, MatType.CV_8UC3, Scalar.Gray);
        Rect2d first = look.At(Photograph("a"), image).Single().Box;
        Assert.Equal(first, look.At(Photograph("a"), wide).Single().Box);
        Assert.NotEqual(first, look.At(Photograph("b"), wide).Single().Box);
    }

    [Fact]
    public void A_file_of_one_size_looks_at_another()
    {
        using TemporaryFolder folder = new();
        using LargerLook look = LargerLook.Load(folder.Write("model.onnx", SmallDetector.Make()), 128);
        using Mat image = scenes.Train.Images[0].Read();
        Assert.All(look.At(scenes.Train.Images[0], image), found => Assert.InRange(found.Score, 0.3f, 1));
    }

    private static Detector Load() => Detector.Load(
        OnnxStub.Constant(
            [1, 3, 64, 64], [1, 5, 2], Answer, new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }),
        new DetectorOptions { Provider = ExecutionProvider.Cpu });

    private static AnnotatedImage Photograph(string name) => new($"{name}.png", name, new Size(64, 64), []);
}
