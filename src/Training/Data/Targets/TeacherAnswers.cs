using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// What a teacher, a detector that is good already, finds in the clean photographs of a training set: boxes in their
/// pixels, of the set's classes, with the teacher's scores. It is asked once, so that a step costs no more. Of an
/// object that is annotated the annotation alone stays, whatever class the teacher sees in it. Thread-safe.
/// </summary>
internal sealed class TeacherAnswers
{
    // Intersection over union from which on two boxes are of one object.
    private const double SameObject = 0.5;

    private readonly ILookup<string, ScoredBox> _byPath;

    private TeacherAnswers(ILookup<string, ScoredBox> byPath) => _byPath = byPath;

    /// <summary>Runs the teacher on every photograph.</summary>
    /// <param name="path">ONNX file of the teacher.</param>
    /// <param name="options">How it is run, and from which score on its boxes count.</param>
    /// <param name="classes">How its classes become those of the set.</param>
    /// <param name="photographs">The training set.</param>
    /// <exception cref="FileNotFoundException">The file is absent.</exception>
    /// <exception cref="ModelFormatException">It is no detector.</exception>
    /// <exception cref="TrainingException">It knows none of the set's classes, or finds nothing.</exception>
    public static TeacherAnswers Ask(
        string path, DetectorOptions options, ClassMap classes, AnnotatedDataSet photographs)
    {
        DetectorEvaluationResult asked = Run(path, options, classes, photographs);
        if (asked.Detections.Count == 0)
            throw new TrainingException(
                $"The teacher '{path}' finds nothing in the {photographs.Images.Count} training photographs that it "
                + $"scores {options.Confidence} or more; expected at least one object.");
        IReadOnlyList<AnnotatedImage> images = asked.GroundTruth.Images;
        return new TeacherAnswers(
            asked.Detections
                .Where(found => !images[found.ImageIndex].Annotations.Any(known => AreOne(known.Box, found.Box)))
                .OrderByDescending(found => found.Score)
                .ToLookup(found => images[found.ImageIndex].Path));
    }

    /// <summary>The boxes of a photograph, surest first.</summary>
    public IEnumerable<ScoredBox> Of(AnnotatedImage photograph) => _byPath[photograph.Path];

    private static DetectorEvaluationResult Run(
        string path, DetectorOptions options, ClassMap classes, AnnotatedDataSet photographs)
    {
        using Detector teacher = Detector.Load(path, options);
        try
        {
            return new DetectorEvaluation(photographs) { ClassMap = classes }.Run(teacher);
        }
        catch (EvaluationException error)
        {
            throw new TrainingException($"'{path}' cannot teach this set: {error.Message}", error);
        }
    }

    private static bool AreOne(Rect2d a, Rect2d b)
    {
        Rect2d both = a.Intersect(b);
        double shared = Math.Max(0, both.Width) * Math.Max(0, both.Height);
        return shared >= SameObject * (a.Width * a.Height + b.Width * b.Height - shared);
    }
}
