using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;
using OpenCvSharp;
using Spectre.Console;

namespace DetectionSdk.QuickStart;

/// <summary>
/// Renders scenes, degrades them, and searches them with two detectors: one trained on clean scenes, one by AERIS on
/// degraded ones.
/// </summary>
internal static class SceneComparison
{
    private const int Scenes = 300, Seed = 2027; // a fifth of the scenes is searched; none was seen in training
    private static readonly OpenCvSharp.Size SceneSize = new(256, 256);

    public static int Run(string picture)
    {
        string folder = Directory.CreateTempSubdirectory("quickstart").FullName;
        try
        {
            Console.WriteLine($"Rendering {Scenes} scenes ...");
            SceneDataSet.Write(folder, Scenes, Seed, SceneSize);
            AnnotatedDataSet scenes = AnnotatedDataSet.Load(folder, "val");
            DetectorOptions everything = new() { Confidence = 0.001f, MaximumDetections = 100 };
            using Detector clean = Load("scenes-clean.onnx", everything), aeris = Load("scenes-aeris.onnx", everything);
            Print(scenes, clean, aeris);
            Draw(scenes, picture);
            Console.WriteLine($"Side by side: {Path.GetFullPath(picture)}");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(AnnotatedDataSet scenes, Detector clean, Detector aeris)
    {
        Table table = new Table().AddColumns("scenes", "AP50 clean-trained", "AP50 AERIS");
        foreach ((string name, ImageTransform? transform) in Conditions())
        {
            DetectorEvaluation evaluation = new(scenes) { Transform = transform };
            table.AddRow(name, Score(evaluation, clean), Score(evaluation, aeris));
        }
        AnsiConsole.Write(table);
    }

    private static IEnumerable<(string, ImageTransform?)> Conditions() =>
    [
        ("as rendered", null),
        ("blurred, scaled, noisy (coco-d)", new DataSetDegradation(DegradationPipeline.CocoD, Seed).Apply),
    ];

    private static string Score(DetectorEvaluation evaluation, Detector detector) =>
        evaluation.Run(detector).Coco.Scores.AP50.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Draw(AnnotatedDataSet scenes, string picture)
    {
        using Detector clean = Load("scenes-clean.onnx"), aeris = Load("scenes-aeris.onnx");
        using Mat scene = scenes.Images[0].Read();
        using Mat degraded = new DataSetDegradation(DegradationPipeline.CocoD, Seed)
            .PlanOf(0, scene.Size()).Apply(scene);
        using Mat left = Found(clean, degraded), right = Found(aeris, degraded), both = new();
        Cv2.HConcat([scene, left, right], both);
        if (!both.SaveImage(picture)) throw new IOException($"'{Path.GetFullPath(picture)}' could not be written.");
    }

    /// <summary>The objects that a detector finds in a small image, drawn at the scene's size.</summary>
    private static Mat Found(Detector detector, Mat image)
    {
        using Mat drawn = detector.Detect(image).Draw(image);
        Mat enlarged = new();
        Cv2.Resize(drawn, enlarged, SceneSize, interpolation: InterpolationFlags.Nearest);
        return enlarged;
    }

    private static Detector Load(string model, DetectorOptions? options = null) =>
        Detector.Load(Path.Combine(AppContext.BaseDirectory, "models", model), options);
}
