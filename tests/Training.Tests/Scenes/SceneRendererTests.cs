using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class SceneRendererTests
{
    [Fact]
    public void A_seed_gives_the_same_scene_every_time_and_another_seed_another_one()
    {
        SceneRenderer renderer = new(new Size(160, 120));
        using Scene once = renderer.Render(4), again = renderer.Render(4), other = renderer.Render(5);

        Assert.Equal(0, Cv2.Norm(once.Image, again.Image));
        Assert.Equal(once.Annotations, again.Annotations);
        Assert.NotEqual(0, Cv2.Norm(once.Image, other.Image));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_figure_fills_its_circle_and_its_pattern_stays_inside(int classId)
    {
        using SceneFigure figure = SceneFigure.Draw(classId, new Point2d(60.5, 50.25), 40, 0.3, new Size(120, 100));
        Rect box = Cv2.BoundingRect(figure.Mask);

        // a rotated triangle or square is narrower than its circle
        Assert.InRange(Math.Max(box.Width, box.Height), 33, 42);
        using Mat outside = new();
        Cv2.Subtract(figure.Pattern, figure.Mask, outside);
        Assert.Equal(0, Cv2.CountNonZero(outside));
        Assert.True(Cv2.CountNonZero(figure.Pattern) < Cv2.CountNonZero(figure.Mask));
    }

    [Fact]
    public void Boxes_hold_the_visible_pixels_and_nothing_but_them()
    {
        // The background of a seed does not depend on the figures, so the difference between a scene and its background
        // is what was drawn.
        Size size = new(200, 150);
        int checkedBoxes = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            using Scene scene = new SceneRenderer(size).Render(seed);
            if (scene.Annotations.Count != 1) continue;
            using Mat background = SceneBackground.Draw(size, new SubtractiveRandom(seed));
            using Mat difference = new(), grey = new();
            Cv2.Absdiff(scene.Image, background, difference);
            Cv2.Transform(difference, grey, Mat.FromArray(new float[,] { { 1, 1, 1 } }));
            Rect drawn = Cv2.BoundingRect(grey);

            Rect2d box = scene.Annotations[0].Box;
            Assert.InRange(drawn.X - box.X, 0, 1); // a pixel may have the background's colour by chance
            Assert.InRange(drawn.Y - box.Y, 0, 1);
            Assert.InRange(box.Right - drawn.Right, 0, 1);
            Assert.InRange(box.Bottom - drawn.Bottom, 0, 1);
            checkedBoxes++;
        }

        Assert.True(checkedBoxes >= 10);
    }

    [Fact]
    public void Objects_start_at_eight_pixels_overlap_and_show_every_class()
    {
        SceneRenderer renderer = new(new Size(320, 320));
        List<Annotation> all = [];
        int overlaps = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            using Scene scene = renderer.Render(seed);
            all.AddRange(scene.Annotations);
            foreach (Annotation one in scene.Annotations)
                overlaps += scene.Annotations.Count(other => other != one && one.Box.IntersectsWith(other.Box));
            Assert.All(
                scene.Annotations, annotation => Assert.True(new Rect2d(0, 0, 320, 320).Contains(annotation.Box)));
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], all.Select(annotation => annotation.ClassId).Distinct().Order());
        Assert.InRange(all.Min(annotation => Math.Max(annotation.Box.Width, annotation.Box.Height)), 4, 10);
        Assert.True(all.Max(annotation => annotation.Box.Width) > 100);
        Assert.True(overlaps > 20);
    }

    [Fact]
    public void A_scene_that_is_too_small_is_refused() =>
        Assert.Contains(
            "at least 32x32",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SceneRenderer(new Size(31, 64))).Message,
            StringComparison.Ordinal);
}
