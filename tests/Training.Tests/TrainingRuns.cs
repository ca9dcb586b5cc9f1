using System.Runtime.CompilerServices;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using System.Diagnostics;

namespace DetectionSdk.Training.Tests;

/// <summary>A very small training run, in this process or in a child that can be killed.</summary>
internal static class TrainingRuns
{
    private const string ChildFolder = "DETECTIONSDK_TEST_TRAINING_RUN", ChildData = "DETECTIONSDK_TEST_TRAINING_DATA";

    /// <summary>Options of a run of 40 steps that takes seconds.</summary>
    public static AerisRecipe Small { get; } = new()
    {
        Steps =
            40, BatchSize =
                2, Width =
                    0.25, Seed = 3, Threads = 1, WarmupSteps = 5, CheckpointInterval = 1, ValidationInterval = 1000,
        Degradation = DegradationPipeline.CocoD, Augmentation = new AugmentationOptions { CropSize = 64 },
    };

    /// <summary>Starts a process that makes or resumes the run and trains it to its end.</summary>
    public static Process StartChild(string folder, string data)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(TrainingRuns).Assembly.Location);
        start.Environment[ChildFolder] = folder;
        start.Environment[ChildData] = data;
        return Process.Start(start)!;
    }

    /// <summary>
    /// The training process: this assembly, started with the two variables above, trains instead of testing.
    /// </summary>
    [ModuleInitializer]
    internal static void TrainIfChild()
    {
        if (Environment.GetEnvironmentVariable(ChildFolder) is not { } folder) return;
        AnnotatedDataSet training = YoloDataSet.Read(Environment.GetEnvironmentVariable(ChildData)!, "train");
        Trainer trainer = File.Exists(Path.Combine(folder, "options.json"))
            ? Trainer.Resume(folder, training, null)
            : Trainer.Create(Small, folder, training, null);
        Environment.Exit(trainer.Train().Completed ? 0 : 1);
    }
}
