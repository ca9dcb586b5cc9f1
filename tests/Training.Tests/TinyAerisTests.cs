using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class TinyAerisTests
{
    /// <summary>Blur, a fixed scale and strong noise: hard for a detector that never saw it, and one size of batches for a short training.</summary>
    private static readonly DegradationPipeline Degradation = new(
    [
        new GaussianBlurOptions { SpreadX = (1, 9), Unit = SpreadUnit.Variance, KernelSize = 13 },
        new DownsampleOptions { Scale = 1.5 },
        new GaussianNoiseOptions { StandardDeviation = (30, 60) },
    ]);

    /// <summary>Two trainings of some 30 seconds each on one core. An untrained network has an AP50 below 0.01.</summary>
    [Fact]
    public void Half_a_minute_of_AERIS_finds_figures_in_degraded_scenes_that_its_clean_trained_twin_misses()
    {
        using TemporaryFolder folder = new();
        SceneDataSet.Write(folder.File("scenes"), count: 500, seed: 1, new Size(128, 128));
        AnnotatedDataSet train = Figures(YoloDataSet.Read(folder.File("scenes"), "train"));
        AnnotatedDataSet validation = Figures(YoloDataSet.Read(folder.File("scenes"), "val"));

        double aeris = TrainAndMeasure(AerisTrainerOptions.For(TrainingArm.Aeris) with { Degradation = Degradation });
        double clean = TrainAndMeasure(AerisTrainerOptions.For(TrainingArm.Clean));

        string result = string.Create(CultureInfo.InvariantCulture, $"AP50 on degraded scenes: AERIS {aeris:F3}, clean-trained twin {clean:F3}");
        TestContext.Current.SendDiagnosticMessage(result);
        Assert.True(aeris > 0.3 && aeris > clean + 0.05, result);

        double TrainAndMeasure(AerisTrainerOptions arm)
        {
            AerisTrainerOptions options = arm with
            {
                Steps = 800, BatchSize = 4, Width = 0.25, LearningRate = 3e-3, WarmupSteps = 100, AverageDecay = 0.99, Seed = 1, Threads = 1,
                CheckpointInterval = 10_000, Augmentation = new AugmentationOptions { CropSize = 96, MinimumZoom = 0.8, MaximumZoom = 1.25 },
            };
            string run = folder.File(arm.Restoration.ToString());
            AerisTrainer.Create(options, run, train, null).Train();
            using Detector detector = Detector.Load(Path.Combine(run, "best.onnx"), new DetectorOptions { Confidence = 0.001f });
            return new DetectorEvaluation(validation) { Transform = Validator.Degrade(Degradation) }.Run(detector).Coco.Scores.AP50;
        }
    }

    // One class for all figures: telling six apart takes longer than a test may.
    private static AnnotatedDataSet Figures(AnnotatedDataSet scenes) => scenes with
    {
        ClassNames = ["figure"],
        Images = [.. scenes.Images.Select(image => image with { Annotations = [.. image.Annotations.Select(annotation => annotation with { ClassId = 0 })] })],
    };
}
