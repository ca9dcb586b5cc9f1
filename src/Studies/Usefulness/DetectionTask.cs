using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>Finding the objects of annotated pictures by a detector that stays as it is.</summary>
public sealed class DetectionTask : VisionTask
{
    private const float Shown = 0.25f;

    private readonly AnnotatedDataSet _dataSet;
    private readonly Detector _detector;
    private readonly ClassMap _classMap;
    private readonly List<Mat> _pictures;

    /// <summary>Reads the pictures that have objects.</summary>
    /// <param name="dataSet">Annotated pictures.</param>
    /// <param name="detector">Loaded without a front-end and with a low confidence threshold; not disposed.</param>
    /// <param name="classMap">How the model's classes become those of the data set.</param>
    /// <exception cref="StudyException">No picture has an object.</exception>
    /// <exception cref="DataSetException">A picture is absent or damaged.</exception>
    public DetectionTask(AnnotatedDataSet dataSet, Detector detector, ClassMap classMap)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        _dataSet = dataSet with { Images = [.. dataSet.Images.Where(image => image.Annotations.Count > 0)] };
        if (_dataSet.Images.Count == 0)
            throw new StudyException($"None of {dataSet.Images.Count} pictures has an object to find.");
        (_detector, _classMap) = (detector, classMap);
        _pictures = [.. _dataSet.Images.Select(image => image.Read())];
    }

    /// <inheritdoc/>
    public override string Name => "detection";

    /// <inheritdoc/>
    public override string Measure => "AP50 of a picture";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override Mat Mark(int index, Mat shown)
    {
        Mat marked = base.Mark(index, shown);
        DetectionResult found = _detector.Detect(shown);
        foreach (DetectedObject item in found.Objects.Where(item => item.Score >= Shown))
            Cv2.Rectangle(marked, item.Box.ToRect(), Scalar.FromRgb(255, 220, 0), thickness: 2);
        return marked;
    }

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown) =>
        new DetectorEvaluation(_dataSet with { Images = [_dataSet.Images[index]] })
        {
            ClassMap = _classMap,
            Transform = (_, _, annotated) => (shown.Clone(), annotated),
        }.Run(_detector).ScoreImage(0).AP50;
}
