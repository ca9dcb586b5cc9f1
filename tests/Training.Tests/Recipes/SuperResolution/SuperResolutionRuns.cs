namespace DetectionSdk.Training.Tests;

/// <summary>Very small trainings of front-ends.</summary>
internal static class SuperResolutionRuns
{
    /// <summary>A front-end that doubles pictures, in seconds.</summary>
    public static SuperResolutionRecipe Small { get; } = new()
    {
        Steps = 30,
        BatchSize = 2,
        Seed = 3,
        Threads = 1,
        WarmupSteps = 5,
        LearningRate = 2e-3,
        Network = new SuperResolutionOptions { Scale = 2, Width = 0.125, Depth = 2 },
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    /// <summary>Trains a detector for it to serve.</summary>
    /// <returns>The folder.</returns>
    public static string TrainDetector(SceneFixture scenes, string folder)
    {
        AerisRecipe options = TrainingRuns.Small with
        {
            Steps = 5,
            Restoration = RestorationKind.None,
            Degradation = null,
            CheckpointInterval = 100,
        };
        Trainer.Create(options, folder, scenes.Train, null).Train();
        return folder;
    }
}
