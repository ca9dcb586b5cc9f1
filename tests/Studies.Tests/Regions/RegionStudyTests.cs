using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class RegionStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Flat pictures stay flat, so no band differs, and what is 10 levels off everywhere has 20 log(255 / 10) decibels.
    [Fact]
    public void Networks_of_one_name_are_seeds_of_an_arm_and_their_spread_is_told()
    {
        RegionStudy study = new(LabelledPictures.Write(_folder, new Size(65, 48), 60, 120), ["dark"], scale: 2);
        double ten = 20 * Math.Log10(25.5), twenty = 20 * Math.Log10(12.75);

        IReadOnlyList<RegionRow> rows = study.Run(
            [Arm("off", new Lightened(2, 10)), Arm("far", new Lightened(2, 20)), Arm("off", new Lightened(2, 20))]);

        Assert.Equal([("off", 2), ("far", 1)], rows.Select(row => (row.Arm, row.Seeds)));
        Assert.Equal((ten + twenty) / 2, rows[0].Psnr.Mean, 1e-9);
        Assert.Equal((ten - twenty) / Math.Sqrt(2), rows[0].Psnr.Deviation, 1e-9);
        Assert.Equal(twenty, rows[1].Psnr.Mean, 1e-9);
        Assert.Equal(double.NaN, rows[1].Psnr.Deviation);
        Assert.Equal(twenty, rows[1].ObjectPsnr.Mean, 1e-9); // the light half, and all that is no background
        Assert.Equal(0, rows[1].BandError.Mean, 1e-5);
        Assert.Equal(0, rows[1].EdgeError.Mean, 1e-5);
    }

    // The second picture shows one class only: by pictures that class weighs more than the other, by classes as much.
    [Fact]
    public void The_mean_of_the_classes_weighs_rare_ones_like_common_ones()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(64, 64), 0, 0);
        using Mat noise = new(64, 64, MatType.CV_8UC3), labels = new(64, 64, MatType.CV_8UC1, Scalar.All(1));
        for (int i = 0; i < 2; i++)
        {
            new RNG((ulong)(7 + i)).Fill(noise, DistributionType.Uniform, Scalar.All(0), Scalar.All(100 + 100 * i));
            _folder.Write($"images/test/{i}.png", noise.ToBytes(".png"));
        }
        _folder.Write("labels/test/1.png", labels.ToBytes(".png"));

        using BicubicFrontEnd bicubic = new(2);
        RegionRow row = Assert.Single(new RegionStudy(pictures, ["dark"], scale: 2).Run([Arm("bicubic", bicubic)]));

        (double dark, double light) = (row.Classes[0].Mean, row.Classes[1].Mean);
        Assert.Equal((dark + light) / 2, row.ClassMean.Mean, 1e-12);
        Assert.NotEqual(row.BandError.Mean, row.ClassMean.Mean, 1e-6);
    }

    [Fact]
    public void Arms_are_told_of_the_shrunk_picture_at_the_size_of_the_enlarged()
    {
        RegionStudy study = new(LabelledPictures.Write(_folder, new Size(33, 26), 60, 120), ["dark"], scale: 2);
        List<(int Index, Size Size)> asked = [];
        Lightened network = new(2, 1);

        study.Run([new RegionArm("told", network, Tell), Arm("untold", new Lightened(2, 1))]);

        Assert.Equal([(0, new Size(16, 13)), (1, new Size(16, 13))], asked);
        Assert.Equal([(new Size(32, 26), 7), (new Size(32, 26), 7)], network.Told);

        Mat Tell(int index, Mat small)
        {
            asked.Add((index, small.Size()));
            return new Mat(2 * small.Height, 2 * small.Width, MatType.CV_8UC1, Scalar.All(7));
        }
    }

    [Fact]
    public void What_no_picture_shows_is_no_number_in_the_table()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(32, 32), 60);

        RegionRow row = Assert.Single(
            new RegionStudy(pictures, background: [], scale: 2).Run([Arm("a", new Lightened(2, 10))]));

        Assert.True(double.IsNaN(row.TextureError.Mean));
        Assert.Equal("-", RegionReport.Of([row], pictures)[0].Rows[0][5]);
    }

    [Fact]
    public void Another_size_and_a_picture_without_bands_are_refused_by_name()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(33, 26), 60);
        Assert.Equal(
            "'wide' makes 48 x 39 pixels of 16 x 13; expected 32 x 26.",
            Assert.Throws<StudyException>(
                () => new RegionStudy(pictures, [], scale: 2).Run([Arm("wide", new Lightened(3, 0))])).Message);

        using TemporaryFolder small = new();
        AnnotatedDataSet tiny = LabelledPictures.Write(small, new Size(20, 8), 60);
        Assert.Equal(
            $"'{tiny.Images[0].Path}' is 20 x 8 pixels; expected at least 9 x 9.",
            Assert.Throws<StudyException>(
                () => new RegionStudy(tiny, [], scale: 3).Run([Arm("a", new Lightened(3, 0))])).Message);
        Assert.Single(new RegionStudy(tiny, [], scale: 2).Run([Arm("a", new Lightened(2, 0))]));
    }

    private static RegionArm Arm(string name, FrontEnd frontEnd) => new(name, frontEnd, Tell: null);

    /// <summary>Repeats pixels, all of them some levels lighter, and keeps what it was told.</summary>
    private sealed class Lightened(int scale, byte levels) : FrontEnd
    {
        public List<(Size Size, byte First)> Told { get; } = [];

        protected override Mat Process(Mat image, FrontEndContext context)
        {
            if (context.LabelMap is { } map) Told.Add((map.Size(), map.At<byte>(0, 0)));
            using Mat enlarged = image.Resize(default, scale, scale, InterpolationFlags.Nearest);
            Mat lighter = new();
            Cv2.Add(enlarged, Scalar.All(levels), lighter);
            return lighter;
        }
    }
}
