using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class WeatherStepTests
{
    public static TheoryData<DegradationStep> Nothing =>
    [
        new FogStep(Transmission: 1, Airlight: 0.8, Horizon: 0.3, NearDepth: 0.2),
        new PrecipitationStep(Density: 0, Length: 10, Width: 1, Angle: 1, Opacity: 1, Seed: 1),
        new PrecipitationStep(Density: 50, Length: 10, Width: 1, Angle: 1, Opacity: 0, Seed: 1),
        new LensDirtStep(Count: 0, Radius: 0.1, Opacity: 1, Level: 0, Seed: 1),
        new LensDirtStep(Count: 9, Radius: 0.1, Opacity: 0, Level: 0, Seed: 1),
        new WaterDropsStep(Count: 0, Radius: 0.1, Seed: 1),
    ];

    [Theory]
    [MemberData(nameof(Nothing))]
    public void A_strength_of_nothing_leaves_every_pixel(DegradationStep step)
    {
        using Mat image = TestImages.Scene(61, 47);
        using Mat same = new DegradationPlan(image.Size(), [step]).Apply(image);
        Assert.Equal(TestImages.Bytes(image), TestImages.Bytes(same));
    }

    [Fact]
    public void Fog_without_transmission_is_the_airlight()
    {
        using Mat image = TestImages.Scene(40, 30);
        using Mat fog = Apply(image, new FogStep(0, Airlight: 0.8, Horizon: 0.2, NearDepth: 0.3));
        using Mat airlight = TestImages.Flat(40, 30, 204);
        Assert.Equal(TestImages.Bytes(airlight), TestImages.Bytes(fog));
    }

    [Fact]
    public void Fog_follows_koschmieder_on_level_ground()
    {
        // Four rows, horizon in the middle: depths 1, 1, then below = 1/4 and 3/4 of the way down, where the depth is
        // 0.2 / (0.2 + 0.8 below) = 1/2 and 1/4. Transmissions 1/16, 1/16, 1/4, 1/2 of white under black fog.
        using Mat white = TestImages.Flat(1, 4, 255);
        using Mat fog = Apply(white, new FogStep(1.0 / 16, Airlight: 0, Horizon: 0.5, NearDepth: 0.2));
        Assert.Equal([16, 16, 64, 128], Enumerable.Range(0, 4).Select(y => (int)fog.At<Vec3b>(y, 0)[0]));
    }

    [Fact]
    public void Haze_of_near_depth_1_is_the_same_in_every_row()
    {
        using Mat grey = TestImages.Flat(8, 20, 100);
        using Mat haze = Apply(grey, new FogStep(0.5, Airlight: 1, Horizon: 0, NearDepth: 1));
        using Mat expected = TestImages.Flat(8, 20, 178);
        Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(haze));
    }

    [Fact]
    public void Rain_brightens_thin_lines_in_its_direction_and_fresh_ones_in_the_next_frame()
    {
        using Mat black = TestImages.Flat(200, 200, 0);
        PrecipitationStep rain = new(Density: 2, Length: 40, Width: 1, Angle: Math.PI / 2, Opacity: 1, Seed: 3);
        using Mat wet = Apply(black, rain), next = Apply(black, (PrecipitationStep)rain.ForFrame(1));

        using Mat bright = wet.ExtractChannel(0).GreaterThan(128).ToMat();
        // Eight streaks, each 20 to 60 px long and up to 2 px wide, some of them partly outside.
        Assert.InRange(Cv2.CountNonZero(bright), 80, 8 * 60 * 2);
        using Mat columns = new();
        Cv2.Reduce(bright, columns, ReduceDimension.Row, ReduceTypes.Max, -1);
        Assert.InRange(Cv2.CountNonZero(columns), 1, 16);
        Assert.NotEqual(TestImages.Bytes(wet), TestImages.Bytes(next));
    }

    [Fact]
    public void Dirt_covers_with_its_grey_and_stays_where_it_is_in_a_clip()
    {
        using Mat white = TestImages.Flat(160, 120, 255);
        LensDirtStep dirt = new(Count: 4, Radius: 0.15, Opacity: 1, Level: 0.2, Seed: 5);
        using Mat dirty = Apply(white, dirt);
        Cv2.MinMaxLoc(dirty.Reshape(1), out double darkest, out double brightest);
        Assert.InRange(darkest, 51, 60);
        Assert.Equal(255, brightest);
        Assert.Same(dirt, dirt.ForFrame(7));
    }

    [Fact]
    public void Drops_blur_what_lies_behind_them_and_leave_a_flat_image()
    {
        using Mat flat = TestImages.Flat(90, 70, 140), scene = TestImages.Scene(90, 70);
        WaterDropsStep drops = new(Count: 8, Radius: 0.2, Seed: 2);
        using Mat wetFlat = Apply(flat, drops), wetScene = Apply(scene, drops);
        Assert.Equal(TestImages.Bytes(flat), TestImages.Bytes(wetFlat));
        Assert.True(Detail(wetScene) < 0.8 * Detail(scene));

        static double Detail(Mat image)
        {
            using Mat edges = new();
            Cv2.Laplacian(image, edges, MatType.CV_32F);
            return Cv2.Norm(edges, NormTypes.L1);
        }
    }

    private static Mat Apply(Mat image, DegradationStep step) => new DegradationPlan(image.Size(), [step]).Apply(image);
}
