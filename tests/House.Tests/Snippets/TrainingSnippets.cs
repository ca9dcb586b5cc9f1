using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.House.Tests.Snippets;

internal static class TrainingSnippets
{
    public static void Train()
    {
        #region Train
        AnnotatedDataSet training = AnnotatedDataSet.Load("my-photographs", "train");
        AnnotatedDataSet validation = AnnotatedDataSet.Load("my-photographs", "val");
        AerisRecipe recipe = AerisRecipe.Default.FromImageNet(ImageNetEncoder.Path) with { Steps = 4000 };
        TrainingSummary summary = Trainer.Create(recipe, "runs/mine", training, validation).Train();
        #endregion
        _ = summary;
    }

    public static void Resume(AnnotatedDataSet training, AnnotatedDataSet validation)
    {
        #region Resume
        Trainer longer = Trainer.Resume<AerisRecipe>(
            "runs/mine", training, validation, recipe => recipe with { Steps = 8000 });
        #endregion
        _ = longer;
    }

    public static void Measure()
    {
        #region Measure
        using Detector detector = Detector.Load("runs/mine/best.onnx", new DetectorOptions { Confidence = 0.001f });
        DetectorEvaluation evaluation = new(AnnotatedDataSet.Load("my-photographs", "val"));
        CocoScores scores = evaluation.Run(detector).Coco.Scores;
        Console.WriteLine($"AP {scores.AP:0.000}, AP50 {scores.AP50:0.000}");
        #endregion
    }
}
