using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class UsefulnessStudyTests
{
    [Fact]
    public void A_task_sees_every_picture_in_full_and_by_every_method_at_its_own_size()
    {
        using BrightnessTask task = new();
        using FrontEnd bicubic = new CubicEnlarger(4), dark = new DarkEnlarger(4);
        UsefulnessStudy study = new(4, [("bicubic", bicubic), ("dark", dark)]);

        IReadOnlyList<UsefulnessScore> scores = study.Run(task);

        Assert.Equal(["original", "bicubic", "dark"], scores.Select(score => score.Method));
        Assert.Equal([200, 200, 0], scores.Select(score => Math.Round(255 * score.Score)));
        Assert.Equal(new Size(50, 46), task.Seen);
        Assert.Equal(double.PositiveInfinity, scores[1].Psnr); // flat
        Assert.True(double.IsNaN(scores[0].Psnr) && double.IsNaN(scores[1].Ifc)); // too small for IFC
    }

    [Fact]
    public void A_method_of_another_factor_is_refused()
    {
        using BrightnessTask task = new();
        using FrontEnd twice = new CubicEnlarger(2);

        Assert.Equal(
            "'twice' makes 24 x 22 pixels of 12 x 11; expected 48 x 44, 4 times as many.",
            Assert.Throws<StudyException>(() => new UsefulnessStudy(4, [("twice", twice)]).Run(task)).Message);
    }

    [Fact]
    public void A_picture_of_nothing_but_its_rim_is_refused_by_its_number()
    {
        using BrightnessTask task = new();
        using FrontEnd bicubic = new CubicEnlarger(16);

        Assert.Equal(
            "'brightness, picture 0' is 50 x 46 pixels; expected at least 48 x 48.",
            Assert.Throws<StudyException>(() => new UsefulnessStudy(16, [("bicubic", bicubic)]).Run(task)).Message);
    }

    // A row per picture; a tile has room for the caption above and gaps: 50 + 4 by 46 + 22, at twice the size.
    [Fact]
    public void A_sheet_has_a_column_for_the_picture_in_full_and_for_every_method()
    {
        using BrightnessTask task = new();
        using FrontEnd bicubic = new CubicEnlarger(4), dark = new DarkEnlarger(4);
        UsefulnessStudy study = new(4, [("bicubic", bicubic), ("dark", dark)]);

        using Mat sheet = UsefulnessSheet.Draw(study, task, [0, 0]);

        Assert.Equal(new Size(3 * 104, 2 * 114), sheet.Size());
        Vec3b[] middles = [.. Enumerable.Range(0, 3).Select(column => sheet.At<Vec3b>(70, 104 * column + 52))];
        Assert.Equal([200, 200, 0], middles.Select(pixel => (int)pixel.Item0));
        Assert.Equal("78 %", task.Answer(0, task.Pictures[0]));
    }

    private sealed class BrightnessTask : VisionTask
    {
        public Size Seen { get; private set; }

        public override string Name => "brightness";

        public override string Measure => "mean";

        public override IReadOnlyList<Mat> Pictures { get; } = [new Mat(46, 50, MatType.CV_8UC3, Scalar.All(200))];

        public override double Judge(int index, Mat shown)
        {
            Seen = shown.Size();
            return Cv2.Mean(shown).Val0 / 255;
        }
    }

    private sealed class DarkEnlarger(int scale) : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context) =>
            new(image.Height * scale, image.Width * scale, MatType.CV_8UC3, Scalar.All(0));
    }
}
