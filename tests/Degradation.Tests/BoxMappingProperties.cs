using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>
/// A bright rectangle is drawn, the image degraded, and its mass and centre of mass compared with the mapped box.
/// </summary>
public sealed class BoxMappingProperties
{
    /// <summary>An image size, a box well inside, and one to four resizes and blurs in any order.</summary>
    public sealed record Scene(Size Image, Rect Box, DegradationStep[] Steps)
    {
        public override string ToString() =>
            $"{Image.Width} x {Image.Height}, box {Box}: {string.Join<DegradationStep>("; ", Steps)}";
    }

    public static class Scenes
    {
        public static Arbitrary<Scene> Any() => Build(Enum.GetValues<ResizeMethod>()).ToArbitrary();

        internal static Gen<Scene> Build(ResizeMethod[] methods) =>
            from width in Gen.Choose(120, 400)
            from height in Gen.Choose(120, 400)
            from boxWidth in Gen.Choose(24, width / 3)
            from boxHeight in Gen.Choose(24, height / 3)
            from left in Gen.Choose(width / 4, 3 * width / 4 - boxWidth)
            from top in Gen.Choose(height / 4, 3 * height / 4 - boxHeight)
            from steps in StepOf(width, height, methods).NonEmptyListOf()
            select new Scene(new Size(width, height), new Rect(left, top, boxWidth, boxHeight), [.. steps.Take(4)]);

        /// <summary>
        /// Resizes to between a quarter and the whole of the input, hence shrinking and enlarging what came before.
        /// </summary>
        private static Gen<DegradationStep> StepOf(int width, int height, ResizeMethod[] methods)
        {
            Gen<DegradationStep> resize =
                from w in Gen.Choose(width / 4 + 1, width)
                from h in Gen.Choose(height / 4 + 1, height)
                from method in Gen.Elements(methods)
                select (DegradationStep)new ResizeStep(w, h, method);
            Gen<DegradationStep> blur =
                from size in Gen.Elements(3, 5, 7)
                from sigma in Gen.Choose(3, 20)
                from angle in Gen.Choose(0, 31)
                select (DegradationStep)new GaussianBlurStep(size, sigma / 10.0, sigma / 20.0, angle / 10.0);
            return Gen.OneOf(resize, blur);
        }
    }

    [Property(Arbitrary = [typeof(Scenes)], MaxTest = 300, Replay = "17,19")]
    public void Boxes_land_where_a_drawn_marker_lands(Scene scene)
    {
        (Rect2d mapped, double centerX, double centerY, double mass) = Degrade(scene);

        // Without anti-aliasing a resize may misplace an edge: nearest, which rounds down, by up to one of its own
        // pixels, the others by half of one. Here in pixels of the output.
        ResizeStep[] resizes = [.. scene.Steps.OfType<ResizeStep>()];
        double toleranceX = 0.02 + resizes.Sum(step => Misplacement(step) * resizes[^1].Width / step.Width);
        double toleranceY = 0.02 + resizes.Sum(step => Misplacement(step) * resizes[^1].Height / step.Height);
        Assert.Equal(mapped.X + mapped.Width / 2, centerX, toleranceX);
        Assert.Equal(mapped.Y + mapped.Height / 2, centerY, toleranceY);
        double massTolerance = 2 * (
            toleranceX * mapped.Height + toleranceY * mapped.Width + 2 * toleranceX * toleranceY);
        Assert.Equal(mapped.Width * mapped.Height, mass, massTolerance);
    }

    [Fact]
    public void Anti_aliased_resizes_place_a_marker_within_a_twentieth_of_a_pixel()
    {
        Gen<Scene> scenes = Scenes.Build([ResizeMethod.AntialiasedBilinear, ResizeMethod.AntialiasedBicubic]);
        foreach (Scene scene in scenes.Sample(4, new Rnd(5, 7), 60))
        {
            (Rect2d mapped, double centerX, double centerY, double mass) = Degrade(scene);
            Assert.Equal(mapped.X + mapped.Width / 2, centerX, 0.05);
            Assert.Equal(mapped.Y + mapped.Height / 2, centerY, 0.05);
            Assert.Equal(mapped.Width * mapped.Height, mass, 0.01 * mapped.Width * mapped.Height);
        }
    }

    private static double Misplacement(ResizeStep step) => step.Method == ResizeMethod.Nearest ? 1 : 0.5;

    private static (Rect2d Mapped, double CenterX, double CenterY, double Mass) Degrade(Scene scene)
    {
        using Mat image = TestImages.Flat(scene.Image.Width, scene.Image.Height, 0);
        image[scene.Box].SetTo(Scalar.All(255));
        DegradationPlan plan = new(scene.Image, scene.Steps);
        using Mat degraded = plan.ApplyFloat(image);
        using Mat channel = degraded.ExtractChannel(0);
        Moments moments = Cv2.Moments(channel);
        Rect2d mapped = plan.MapBoxes([new Rect2d(scene.Box.X, scene.Box.Y, scene.Box.Width, scene.Box.Height)])[0];
        // Moments take pixel centres at whole numbers, boxes at halves.
        return (mapped, moments.M10 / moments.M00 + 0.5, moments.M01 / moments.M00 + 0.5, moments.M00);
    }
}
