using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Measures a detector on an annotated data set. Give the detector a low confidence threshold (.001 is usual): average
/// precision needs the unsure detections too. Immutable; one instance may measure several detectors.
/// </summary>
/// <param name="dataSet">The images and their objects. For scores as pycocotools gives them, read it with
/// <see cref="BoxPolicy.AsWritten"/>.</param>
public sealed class DetectorEvaluation(AnnotatedDataSet dataSet)
{
    /// <summary>
    /// How the model's classes become those of the data set. Default: by equal names. Detections of other classes are
    /// dropped.
    /// </summary>
    public ClassMap ClassMap { get; init; } = ClassMap.ByName;

    /// <summary>Applied to every image before it is searched. Default null: the images as they are.</summary>
    public ImageTransform? Transform { get; init; }

    /// <summary>
    /// Run on every image before the detector, and measured: its time, and the similarity of what it gives to the image
    /// before <see cref="Transform"/>. Default null: none. Give it here rather than in
    /// <see cref="Detector.FrontEnd"/>, where it is not measured. Not disposed.
    /// </summary>
    public FrontEnd? FrontEnd { get; init; }

    /// <summary>
    /// The part of the images to measure; the transform is told their index in the whole. Default null: all of them.
    /// See <see cref="EvaluationParts"/>.
    /// </summary>
    public Shard? Shard { get; init; }

    /// <summary>Runs a detector over all images, one after the other.</summary>
    /// <param name="detector">The detector; not disposed.</param>
    /// <param name="progress">Told the number of images done, after each.</param>
    /// <param name="cancellationToken">Ends the run between two images.</param>
    /// <exception cref="DataSetException">No image is there, or none can be read. One that is absent, damaged, of
    /// another size than annotated or that the model fails on is left out and named in
    /// <see cref="DetectorEvaluationResult.Problems"/>.</exception>
    /// <exception cref="EvaluationException">The class map names an unknown class, or no class of the model maps to
    /// one of the data set.</exception>
    /// <exception cref="ArgumentException">The detector has a front-end beside
    /// <see cref="FrontEnd"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DetectorEvaluationResult Run(
        Detector detector, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(detector);
        if (FrontEnd is not null && detector.FrontEnd is not null)
            throw new ArgumentException(
                "The detector has a front-end of its own, so that images would be enhanced twice; expected one "
                + "loaded without.", nameof(detector));
        Search search = FrontEnd is null
            ? (image, _) => (detector.Detect(image), default)
            : (image, original) => EnhancedSearch.Run(FrontEnd, detector, image, original);
        return Run(search, detector.Model.ClassNames, progress, cancellationToken);
    }

    /// <summary>
    /// Runs anything that detects, such as a network in training, over all images; without <see cref="FrontEnd"/>. See
    /// <see cref="Run(Detector, IProgress{int}?, CancellationToken)"/>.
    /// </summary>
    /// <param name="detect">Finds the objects in an 8-bit BGR image, which it must not change or keep.</param>
    /// <param name="classNames">Class names of the model, by class index.</param>
    /// <param name="progress">Told the number of images done, after each.</param>
    /// <param name="cancellationToken">Ends the run between two images.</param>
    public DetectorEvaluationResult RunModel(
        Func<Mat, DetectionResult> detect, IReadOnlyList<string> classNames,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(detect);
        return Run((image, _) => (detect(image), default), classNames, progress, cancellationToken);
    }

    private DetectorEvaluationResult Run(
        Search search, IReadOnlyList<string> classNames, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<int?> classes = ClassMap.Resolve(classNames, dataSet);
        RequireMatch(classes, classNames);
        RequireFiles();

        var images = new List<AnnotatedImage>(dataSet.Images.Count);
        var boxes = new List<ScoredBox>();
        var measures = new List<ImageMeasures>(dataSet.Images.Count);
        var problems = new List<DataSetProblem>();
        for (int index = 0; index < dataSet.Images.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Shard?.Holds(index) == false) continue;
            try
            {
                (AnnotatedImage annotated, DetectionResult result, Similarity? similarity) = SearchImage(index, search);
                boxes.AddRange(from found in result.Objects
                               where classes[found.ClassId] is not null
                               select new ScoredBox(
                                   images.Count, classes[found.ClassId]!.Value, found.Box, found.Score));
                images.Add(annotated);
                measures.Add(new ImageMeasures(annotated.Name, result.Timings, similarity) { Index = index });
            }
            catch (DataSetException fault)
            {
                problems.Add(fault.Problem with { Message = fault.Problem.Message.TrimEnd('.') + "; left out." });
            }
            progress?.Report(index + 1);
        }
        if (images.Count == 0 && problems.Count > 0 && Shard is null) throw new DataSetException(problems[0], problems);
        return new DetectorEvaluationResult(
            dataSet with { Images = images }, boxes, [.. FindUnmapped(classes)], measures, problems);
    }

    private (AnnotatedImage, DetectionResult, Similarity?) SearchImage(int index, Search search)
    {
        AnnotatedImage annotated = dataSet.Images[index];
        using Mat image = annotated.Read();
        try
        {
            return SearchImage(index, annotated, image, search);
        }
        catch (Exception error) when (error is ImageFormatException or ModelRunException)
        {
            throw new DataSetException(annotated.Path, null, error.Message);
        }
    }

    private (AnnotatedImage, DetectionResult, Similarity?) SearchImage(
        int index, AnnotatedImage annotated, Mat image, Search search)
    {
        if (Transform is null)
        {
            (DetectionResult found, Similarity? same) = search(image, image);
            return (annotated, found, same);
        }

        (Mat changed, AnnotatedImage fitting) = Transform(index, image, annotated);
        using (changed)
        {
            (DetectionResult found, Similarity? similarity) = search(changed, image);
            return (fitting, found, similarity);
        }
    }

    private IEnumerable<string> FindUnmapped(IReadOnlyList<int?> classes) =>
        dataSet.ClassNames.Where((_, id) => !classes.Contains(id));

    private void RequireMatch(IReadOnlyList<int?> classes, IReadOnlyList<string> classNames)
    {
        if (classes.Any(id => id is not null)) return;
        throw new EvaluationException(
            $"No class of the model ({string.Join(", ", classNames)}) maps to one of the data set "
            + $"({string.Join(", ", dataSet.ClassNames)}).");
    }

    private void RequireFiles()
    {
        AnnotatedImage? absent = dataSet.Images.FirstOrDefault(image => !File.Exists(image.Path));
        if (absent is null || dataSet.Images.Any(image => File.Exists(image.Path))) return;
        string hint = dataSet.Format == DataSetFormat.Coco
            ? " None of the images is there; their folder can be given (imageRoot, --images)."
            : "";
        throw new DataSetException(absent.Path, null, "image file not found." + hint);
    }

    // Finds the objects in an image, and compares what a front-end made of it with the image as it is in the data set.
    private delegate (DetectionResult Result, Similarity? Similarity) Search(Mat image, Mat original);
}
