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
}
