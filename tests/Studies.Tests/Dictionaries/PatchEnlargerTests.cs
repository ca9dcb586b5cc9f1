using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class PatchEnlargerTests : IDisposable
{
    private const int Scale = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Pictures of sharp stripes and disks: learned on some, every method must come nearer to another than bicubic.
    [Fact]
    public void Every_method_that_learns_comes_nearer_than_bicubic()
    {
        using PatchSamples samples = PatchSamples.Read([Write(1), Write(2), Write(3)], Scale, 6000, seed: 1);
        using PatchAtoms dictionary = PatchAtoms.Learn(samples, atoms: 64);
        using Mat clean = ImageFile.Read(Write(9)), small = Shrink(clean);
        using FrontEnd bicubic = new CubicEnlarger(Scale);
        double start = Psnr(bicubic, small, clean);

        foreach (FrontEnd method in (FrontEnd[])
            [
                new SparseEnlarger(samples, dictionary), AnchoredEnlarger.LearnFromAtoms(samples, dictionary),
                AnchoredEnlarger.LearnFromSamples(samples, dictionary, neighbours: 400),
                ForestEnlarger.Learn(samples, trees: 2, depth: 3)
            ])
            using (method) Assert.True(Psnr(method, small, clean) > start + 0.5, method.GetType().Name);
    }

    [Fact]
    public void A_picture_smaller_than_a_patch_is_enlarged_bicubically()
    {
        using PatchSamples samples = PatchSamples.Read([Write(1)], Scale, 6000, seed: 1);
        using ForestEnlarger forest = ForestEnlarger.Learn(samples, trees: 1, depth: 1);
        using Mat tiny = new(2, 5, MatType.CV_8UC3, new Scalar(10, 120, 200)), enlarged = forest.Upscale(tiny);

        Assert.Equal(new Size(10, 4), enlarged.Size());
        Assert.Equal(new Vec3b(10, 120, 200), enlarged.At<Vec3b>(1, 5));
    }

    [Fact]
    public void Sharpening_changes_edges_and_leaves_flat_areas()
    {
        using Mat edge = new(16, 16, MatType.CV_8UC3, Scalar.All(60));
        Cv2.Rectangle(edge, new Rect(8, 0, 8, 16), Scalar.All(180), -1);
        using FrontEnd plain = new CubicEnlarger(Scale), sharpened = new CubicEnlarger(Scale, 1.5);
        using Mat soft = plain.Upscale(edge), sharp = sharpened.Upscale(edge);

        Assert.True(sharp.At<Vec3b>(16, 14).Item0 < soft.At<Vec3b>(16, 14).Item0);
        Assert.Equal(60, sharp.At<Vec3b>(16, 1).Item0);
    }

    [Fact]
    public void Photographs_without_patches_are_refused()
    {
        using Mat small = new(6, 6, MatType.CV_8UC3, Scalar.All(9));
        string path = _folder.Write("small.png", small.ToBytes(".png"));

        Assert.Equal(
            "1 photographs give 0 patches to learn from; expected at least 300.",
            Assert.Throws<StudyException>(() => PatchSamples.Read([path], Scale, 100, seed: 1)).Message);
    }

    private static double Psnr(FrontEnd method, Mat small, Mat clean)
    {
        using Mat enlarged = method.Upscale(small);
        return ImageQuality.Psnr(clean, enlarged, QualityChannels.Luma, border: 4);
    }

    private static Mat Shrink(Mat clean) => new DegradationPlan(
        clean.Size(),
        [new ResizeStep(clean.Width / Scale, clean.Height / Scale, ResizeMethod.AntialiasedBicubic)]).Apply(clean);

    private string Write(int seed)
    {
        RandomSource random = new(seed);
        using Mat picture = new(96, 96, MatType.CV_8UC3, Scalar.All(128));
        for (int i = 0; i < 14; i++)
        {
            Point centre = new(random.NextIndex(96), random.NextIndex(96));
            Scalar shade = Scalar.All(random.NextIndex(256));
            Cv2.Circle(picture, centre, 4 + random.NextIndex(16), shade, -1, LineTypes.AntiAlias);
        }
        return _folder.Write($"{seed}.png", picture.ToBytes(".png"));
    }
}
