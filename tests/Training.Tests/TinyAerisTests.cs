using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class TinyAerisTests
{
    [Fact]
    public void A_minute_of_AERIS_finds_objects_in_degraded_scenes_that_its_clean_trained_twin_misses()
    {
        using TemporaryFolder folder = new();
        SceneDataSet.Write(folder.File("scenes"), count: 500, seed: 1, new Size(128, 128));
        AnnotatedDataSet train = YoloDataSet.Read(folder.File("scenes"), "train"), validation = YoloDataSet.Read(folder.File("scenes"), "val");

        double aeris = Train(TrainingArm.Aeris), clean = Train(TrainingArm.Clean);

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"AP50 on degraded scenes: AERIS {aeris:F3}, clean-trained twin {clean:F3}"));
        Assert.True(aeris > 0.3, $"AP50 of AERIS is {aeris}");
        Assert.True(aeris > clean + 0.05, $"AP50 of AERIS is {aeris}, of its twin {clean}");

        double Train(TrainingArm arm)
        {
            AerisTrainerOptions options = AerisTrainerOptions.For(arm) with
            {
                Steps = 1200, Width = 0.25, LearningRate = 3e-3, WarmupSteps = 100, AverageDecay = 0.99, Seed = 1, CheckpointInterval = 10_000,
                Augmentation = new AugmentationOptions { CropSize = 96, MinimumZoom = 0.8, MaximumZoom = 1.25 },
            };
            string run = folder.File(arm.ToString());
            AerisTrainer.Create(options, run, train, null).Train();
            using Detector detector = Detector.Load(Path.Combine(run, "best.onnx"), new DetectorOptions { Confidence = 0.001f });
            DetectorEvaluation degraded = new(validation) { Transform = Validator.Degrade(AerisTrainerOptions.For(TrainingArm.Aeris).Degradation!) };
            return degraded.Run(detector).Coco.Scores.AP50;
        }
    }
}
