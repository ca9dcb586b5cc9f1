using DetectionSdk.Degradation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class CameraStatisticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_twentieth_frame_of_a_clip_counts()
    {
        string path = _folder.File("clip.avi");
        using (VideoWriter writer = new(path, FourCC.MJPG, 10, new Size(64, 48)))
        {
            for (int index = 0; index < 41; index++)
            {
                using Mat frame = new(48, 64, MatType.CV_8UC3, Scalar.All(index % 20 == 0 ? 40 + index : 200));
                writer.Write(frame);
            }
        }

        CameraGroup group = CameraStatistics.OfClip(path);

        Assert.Equal("clip.avi", group.Name);
        Assert.Equal([40, 60, 80], group.Pictures.Select(picture => Math.Round(picture.Brightness)));
    }

    [Fact]
    public void The_place_of_a_photograph_is_the_seed_of_its_degradation()
    {
        using Mat flat = new(48, 64, MatType.CV_8UC3, Scalar.All(128));
        string[] paths = [_folder.File("a.png"), _folder.File("b.png")];
        foreach (string path in paths) flat.SaveImage(path);
        string recipe = _folder.Write(
            "noise.json", """{ "effects": [ { "type": "gaussianNoise", "standardDeviation": [5, 25] } ] }""");
        DegradationPipeline pipeline = DegradationRecipe.Load(recipe);

        CameraGroup group = CameraStatistics.OfPhotographs(paths, recipe);

        Assert.Equal("photographs, noise.json", group.Name);
        for (int seed = 0; seed < 2; seed++)
        {
            using Mat expected = pipeline.Sample(seed, flat.Size()).Apply(flat);
            Assert.Equal(PictureStatistics.Measure(expected), group.Pictures[seed]);
        }
        Assert.NotEqual(group.Pictures[0], group.Pictures[1]);
        Assert.All(CameraStatistics.OfPhotographs(paths).Pictures, picture => Assert.Equal(0, picture.Noise));
    }

    [Fact]
    public void Ranges_leave_out_what_was_not_measured()
    {
        PictureStatistics[] pictures =
        [
            .. Enumerable.Range(1, 11).Select(i => new PictureStatistics(double.NaN, i, i == 1 ? double.NaN : i, 0))
        ];
        CameraGroup group = new("clip", pictures);

        Assert.Null(group.Range(picture => picture.EdgeSigma));
        Assert.Equal((2, 6, 10), group.Range(picture => picture.Noise));
        Assert.Equal((2, 6, 10), group.Range(picture => picture.Blocking)); // 2 to 11: places 0.9, 4.5 and 8.1
    }

    public void Dispose() => _folder.Dispose();
}
