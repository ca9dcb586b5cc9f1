using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Measures teacher and students on the same pictures, clean and degraded as in training, and on real poor ones where
/// there are any. Without a labelled set, what the teacher says of held-out photographs is taken for the truth.
/// </summary>
internal sealed class RobustMeasure
{
    private const int Seed = 1;
    private const float Sure = 0.4f;

    private readonly RobustRecipe _recipe;
    private readonly Lazy<AnnotatedDataSet> _pictures;
    private readonly AnnotatedDataSet? _real;
    private readonly Lazy<RobustScores> _teacher;

    /// <param name="recipe">The recipe.</param>
    /// <param name="labelled">The labelled set; null where there is none.</param>
    /// <param name="heldOut">Photographs that the training does not see, for the case that there is none.</param>
    public RobustMeasure(RobustRecipe recipe, AnnotatedDataSet? labelled, AnnotatedDataSet heldOut)
    {
        _recipe = recipe;
        HasLabels = labelled is not null;
        _pictures = new Lazy<AnnotatedDataSet>(() => labelled ?? AsTheTeacherSays(heldOut));
        _real = recipe.RealPictures is { } path ? AnnotatedDataSet.Load(path, "val").RequireBoxes(path) : null;
        _teacher = new Lazy<RobustScores>(() => Of(recipe.Model));
    }

    /// <summary>Whether people say what there is to find, and not the teacher.</summary>
    public bool HasLabels { get; }

    /// <summary>Number of pictures that are measured on clean and degraded.</summary>
    public int Count => _pictures.Value.Images.Count;

    /// <summary>The teacher's scores.</summary>
    public RobustScores Teacher => _teacher.Value;

    /// <summary>
    /// Whether a network may be the best. Where the teacher's word is the truth, it loses nothing by definition, so
    /// that only the mean decides.
    /// </summary>
    public bool IsAllowed(RobustScores scores) => !HasLabels || scores.Keeps(Teacher, _recipe.AllowedLoss);

    /// <summary>
    /// Scores for the choice of the best: AP is the mean over the sets, one less where too much is lost.
    /// </summary>
    public CocoScores Judge(string model)
    {
        RobustScores scores = Of(model);
        return scores.Degraded with { AP = IsAllowed(scores) ? scores.Mean : scores.Mean - 1 };
    }

    /// <summary>Measures a model.</summary>
    public RobustScores Of(string model)
    {
        using Detector detector = Detector.Load(model, Options(confidence: 0.001f));
        return new RobustScores(
            Run(detector, _pictures.Value, _recipe.Degradation, HasLabels ? _recipe.ClassMap : null),
            Run(detector, _pictures.Value, null, HasLabels ? _recipe.ClassMap : null),
            _real is null ? null : Run(detector, _real, null, _recipe.RealClassMap));
    }

    private static CocoScores Run(
        Detector detector, AnnotatedDataSet pictures, DegradationPipeline? degradation, string? classMap)
    {
        ClassMap map = classMap is null ? ClassMap.ByName : ClassMap.Parse(classMap);
        HashSet<int?> known = [.. map.Resolve(detector.Model.ClassNames, pictures)];
        DetectorEvaluation evaluation = new(OfClasses(pictures, known))
        {
            ClassMap = map,
            Transform = degradation is null ? null : new DataSetDegradation(degradation, Seed).Apply,
        };
        return evaluation.Run(detector).Coco.Scores;
    }

    /// <summary>Without the objects that no network here can find: they would only press all scores down.</summary>
    private static AnnotatedDataSet OfClasses(AnnotatedDataSet pictures, HashSet<int?> known) => pictures with
    {
        Images =
        [
            .. pictures.Images.Select(image => image with
            {
                Annotations = [.. image.Annotations.Where(annotation => known.Contains(annotation.ClassId))],
            }),
        ],
    };

    private AnnotatedDataSet AsTheTeacherSays(AnnotatedDataSet photographs)
    {
        using Detector detector = Detector.Load(_recipe.Model, Options(Sure));
        return new AnnotatedDataSet(
            detector.Model.ClassNames, [.. photographs.Images.Select(image => Annotate(image, detector))]);
    }

    private static AnnotatedImage Annotate(AnnotatedImage photograph, Detector detector)
    {
        using OpenCvSharp.Mat image = photograph.Read();
        return photograph with
        {
            Annotations = [.. detector.Detect(image).Objects.Select(found => new Annotation(found.Box, found.ClassId))],
        };
    }

    private DetectorOptions Options(float confidence) => new()
    {
        Confidence = confidence,
        MaximumDetections = 100,
        Provider = ExecutionProvider.Cpu,
        Threads = _recipe.Threads,
        Spinning = false,
    };
}
