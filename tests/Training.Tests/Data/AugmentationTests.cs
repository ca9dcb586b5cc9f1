using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class AugmentationTests
{
    [Fact]
    public void Boxes_follow_crop_zoom_and_mirror()
    {
        Augmentation augmentation = new(
            CropSize: 64, Window: new Rect(10, 20, 32, 32), Flip: true, Contrast: 1, Gains: Scalar.All(1));

        Annotation mapped = Assert.Single(augmentation.Map([new Annotation(new Rect2d(14, 22, 8, 6), 3)], 0.3));

        Assert.Equal(new Rect2d(64 - 8 - 16, 4, 16, 12), mapped.Box);
        Assert.Equal(3, mapped.ClassId);
    }

    [Theory]
    [InlineData(0.29, 0)]
    [InlineData(0.31, 1)]
    public void A_box_counts_if_enough_of_it_lies_in_the_crop(double visible, int expected)
    {
        Augmentation augmentation = new(32, new Rect(0, 0, 32, 32), false, 1, Scalar.All(1));
        IReadOnlyList<Annotation> mapped = augmentation.Map(
            [new Annotation(new Rect2d(32 - 10 * visible, 0, 10, 10), 0)], 0.3);

        Assert.Equal(expected, mapped.Count);
        if (expected == 1) Assert.Equal(32, mapped[0].Box.Right, 9);
    }

    [Fact]
    public void Labels_follow_crop_zoom_and_mirror_to_the_nearest_and_are_none_beyond_the_image()
    {
        using Mat labels = new(4, 4, MatType.CV_8UC1);
        ((byte[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4]).CopyTo(labels.AsSpan<byte>());
        using Mat enlarged = new Augmentation(4, new Rect(2, 1, 2, 2), true, 1.2, Scalar.All(0.8))
            .ApplyToLabels(labels);
        using Mat beyond = new Augmentation(2, new Rect(3, 3, 2, 2), false, 1, Scalar.All(1)).ApplyToLabels(labels);
        using Mat shrunk = new Augmentation(2, new Rect(-2, -2, 6, 6), false, 1, Scalar.All(1)).ApplyToLabels(labels);

        Assert.Equal([7, 7, 6, 6, 7, 7, 6, 6, 0, 0, 10, 10, 0, 0, 10, 10], enlarged.AsSpan<byte>().ToArray());
        Assert.Equal([4, LabelMap.None, LabelMap.None, LabelMap.None], beyond.AsSpan<byte>().ToArray());
        // the pixels in the middle of each 3 x 3: (-1, -1), (2, -1), (-1, 2) and (2, 2)
        Assert.Equal([LabelMap.None, LabelMap.None, LabelMap.None, 10], shrunk.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void A_crowd_box_is_no_object() =>
        Assert.Empty(
            new Augmentation(32, new Rect(0, 0, 32, 32), false, 1, Scalar.All(1))
                .Map([new Annotation(new Rect2d(1, 1, 9, 9), 0) { Crowd = true }], 0.3));

    [Fact]
    public void A_marker_lands_where_its_box_lands()
    {
        SubtractiveRandom random = new(7);
        AugmentationOptions options = new() { CropSize = 128, ColourJitter = 0, MinimumVisibility = 1 };
        int seen = 0;
        for (int i = 0; i < 200; i++)
        {
            using Mat image = new(150, 200, MatType.CV_8UC3, new Scalar(40, 40, 40));
            Rect marker = new(random.Next(20, 160), random.Next(20, 110), random.Next(8, 30), random.Next(8, 30));
            image.Rectangle(marker, Scalar.White, -1);
            Augmentation augmentation = Augmentation.Draw(random, image.Size(), options);
            using Mat varied = augmentation.Apply(image);
            IReadOnlyList<Annotation> mapped = augmentation.Map(
                [new Annotation(new Rect2d(marker.X, marker.Y, marker.Width, marker.Height), 0)], 1);
            if (mapped.Count == 0) continue;

            seen++;
            using Mat bright = new();
            Cv2.InRange(varied, new Scalar(147, 147, 147), Scalar.White, bright); // half way between image and marker
            Rect found = Cv2.BoundingRect(bright);
            Assert.Equal(mapped[0].Box.X, found.X, 1.0);
            Assert.Equal(mapped[0].Box.Y, found.Y, 1.0);
            Assert.Equal(mapped[0].Box.Right, found.Right, 1.0);
            Assert.Equal(mapped[0].Box.Bottom, found.Bottom, 1.0);
        }

        Assert.True(seen > 50);
    }

    [Fact]
    public void What_lies_outside_the_image_is_the_grey_of_the_detector()
    {
        using Mat image = new(40, 40, MatType.CV_8UC3, Scalar.White);
        using Mat varied = new Augmentation(64, new Rect(-12, -12, 64, 64), false, 0.9, Scalar.All(0.8)).Apply(image);

        Assert.Equal(new Vec3b(114, 114, 114), varied.At<Vec3b>(5, 5));
        Assert.Equal(new Vec3b(114, 114, 114), varied.At<Vec3b>(60, 60));
        // 0.8 * (0.9 * (255 - 128) + 128) = 193.84; the inner step rounds to 242.
        Assert.Equal(new Vec3b(194, 194, 194), varied.At<Vec3b>(30, 30));
    }

    [Fact]
    public void The_image_given_is_not_changed()
    {
        using Mat image = new(60, 60, MatType.CV_8UC3, new Scalar(10, 20, 30));
        using Mat before = image.Clone();
        Augmentation.Draw(new SubtractiveRandom(1), image.Size(), new AugmentationOptions { CropSize = 64 })
            .Apply(image).Dispose();
        Assert.Equal(0, Cv2.Norm(image, before));
    }

    [Theory]
    [InlineData(100, 0.6, 1.6, "AugmentationOptions.CropSize must be a positive multiple of 32.")]
    [InlineData(64, 0, 1.6, "AugmentationOptions.MinimumZoom must be above 0.")]
    [InlineData(64, 2, 1.6, "AugmentationOptions.MaximumZoom must be at least MinimumZoom.")]
    public void Out_of_range_options_are_refused_by_name(int crop, double minimum, double maximum, string message)
    {
        AugmentationOptions options = new() { CropSize = crop, MinimumZoom = minimum, MaximumZoom = maximum };
        Assert.StartsWith(
            message, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
