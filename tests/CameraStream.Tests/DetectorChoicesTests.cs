using DetectionSdk.Examples.CameraStream.Cameras;
using OpenCvSharp;

namespace DetectionSdk.Tests;

public sealed class DetectorChoicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_front_end_is_one_more_choice_per_model()
    {
        string[] models = [WriteModel("a.onnx"), WriteModel("b.onnx")];
        SuperResolver resolver = SuperResolver.Load(_folder.Write("sharp.onnx", SuperResolutionStub.Fixed(2)));
        using Mat image = new(32, 32, MatType.CV_8UC3, Scalar.All(90));
        using (DetectorChoices choices = DetectorChoices.Create(models, new DetectorOptions(), resolver))
        {
            Assert.Equal(
                [
                    "a", "a, small pictures enlarged", "a, native size", "a, after sharp", "b",
                    "b, small pictures enlarged", "b, native size", "b, after sharp"
                ], choices.Names);
            Assert.Equal(TimeSpan.Zero, choices.Current.Detect(image).Timings.FrontEnd);
            choices.Choose(3);
            Assert.Same(resolver, choices.Current.FrontEnd);
            Assert.True(choices.Current.Detect(image).Timings.FrontEnd > TimeSpan.Zero);
        }
        Assert.Throws<ObjectDisposedException>(() => resolver.Upscale(image));
    }

    [Fact]
    public void Without_a_front_end_there_are_three_choices()
    {
        using DetectorChoices choices = DetectorChoices.Create([WriteModel("a.onnx")], new DetectorOptions());
        Assert.Equal(3, choices.Names.Count);
    }

    private string WriteModel(string name) =>
        _folder.Write(
            name,
            OnnxStub.Constant(
                [1, 3, 64, 64], [1, 5, 1], [32, 32, 16, 16, 0.9f],
                new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
}
