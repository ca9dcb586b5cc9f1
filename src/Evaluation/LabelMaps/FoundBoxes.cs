using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>The boxes that a detector finds, filled with their classes: smaller ones over larger ones.</summary>
/// <param name="detector">Looks for the objects; disposed with this.</param>
public sealed class FoundBoxes(Detector detector) : LabelMapSource
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => detector.Model.ClassNames;

    /// <inheritdoc/>
    public override Mat Find(Mat picture, Size size)
    {
        ArgumentNullException.ThrowIfNull(picture);
        double x = (double)size.Width / picture.Width, y = (double)size.Height / picture.Height;
        Mat map = new(size, MatType.CV_8UC1, Scalar.All(LabelMap.None));
        foreach (DetectedObject found in detector.Detect(picture).Objects.OrderByDescending(one => Area(one.Box)))
        {
            Rect2d box = found.Box;
            Rect filled = Pixels(new Rect2d(x * box.X, y * box.Y, x * box.Width, y * box.Height));
            using Mat part = map[filled & new Rect(default, size)];
            part.SetTo(Scalar.All(found.ClassId));
        }
        return map;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) detector.Dispose();
    }

    private static double Area(Rect2d box) => box.Width * box.Height;

    private static Rect Pixels(Rect2d box)
    {
        (int left, int top) = ((int)Math.Round(box.X), (int)Math.Round(box.Y));
        return new Rect(left, top, (int)Math.Round(box.Right) - left, (int)Math.Round(box.Bottom) - top);
    }
}
