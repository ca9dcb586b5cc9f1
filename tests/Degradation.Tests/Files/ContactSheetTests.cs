using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class ContactSheetTests
{
    [Fact]
    public void A_sheet_shows_clean_and_degraded_and_says_what_was_done()
    {
        DegradationPlan plan = new(
            new Size(80, 60),
            [
                new GaussianBlurStep(9, 1.2, 1.2, 0), new ResizeStep(40, 30, ResizeMethod.Area),
                new GaussianNoiseStep(12, NoiseColor.Color, 1), new JpegStep(95)
            ]);
        using Mat clean = new(60, 80, MatType.CV_8UC3, new Scalar(0, 0, 200));
        using Mat degraded = plan.Apply(clean);
        using Mat sheet = ContactSheet.Draw([(clean, plan, degraded), (clean, plan, degraded)]);

        Assert.Equal("blur 1.2 px, 40 x 30 Area, noise 12, JPEG 95", plan.ToString());
        Assert.Equal(new Vec3b(0, 0, 200), sheet.At<Vec3b>(110, 136));
        Assert.True(sheet.At<Vec3b>(110, 400).Item2 > 120);
    }

    [Theory]
    [InlineData(640, 400, 3)]
    [InlineData(400, 400, 3)]
    [InlineData(300, 300, 3)]
    public void A_sheet_is_as_wide_as_its_pictures_up_to_a_width(int width, int cell, int columns)
    {
        DegradationPlan plan = new(new Size(400, 300), [new GaussianNoiseStep(12, NoiseColor.Color, 1)]);
        using Mat clean = new(300, 400, MatType.CV_8UC3, new Scalar(0, 0, 200));
        using Mat degraded = plan.Apply(clean);
        using Mat sheet = ContactSheet.Draw([(clean, plan, degraded)], width);

        Assert.Equal(6 + columns * (2 * cell + 18), sheet.Width);
        if (cell < 400) return;
        // Noise is seen as it is, pixel by pixel: 338 high cells, 19 above a picture of 300.
        using Mat shown = new(sheet, new Rect(6 + 400 + 6, 6 + 19, 400, 300));
        Assert.Equal(0, Cv2.Norm(shown, degraded, NormTypes.INF));
    }

    [Fact]
    public void Wide_pictures_lie_below_one_another()
    {
        DegradationPlan plan = new(new Size(3000, 30), [new GaussianNoiseStep(12, NoiseColor.Color, 1)]);
        using Mat clean = new(30, 3000, MatType.CV_8UC3, new Scalar(0, 0, 200));
        using Mat sheet = ContactSheet.Draw([(clean, plan, clean), (clean, plan, clean)], ContactSheet.LargestWidth);

        Assert.Equal(new Size(6 + 2 * 1920 + 18, 6 + 2 * (1624 + 50)), sheet.Size());
    }
}
