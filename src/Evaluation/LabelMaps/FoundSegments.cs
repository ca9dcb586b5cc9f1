using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>What a segmenter says of every pixel.</summary>
/// <param name="segmenter">Looks at the picture; disposed with this.</param>
public sealed class FoundSegments(Segmenter segmenter) : LabelMapSource
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => segmenter.Model.ClassNames;

    /// <inheritdoc/>
    public override Mat Find(Mat picture, Size size)
    {
        using Mat found = segmenter.Segment(picture);
        Mat map = new();
        Cv2.Resize(found, map, size, 0, 0, InterpolationFlags.Nearest);
        return map;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) segmenter.Dispose();
    }
}
