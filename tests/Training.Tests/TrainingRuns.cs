using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training.Tests;

/// <summary>A very small training run, in this process or in a child that can be killed.</summary>
internal static class TrainingRuns
{
    private const string ChildFolder = "DETECTIONSDK_TEST_TRAINING_RUN", ChildData = "DETECTIONSDK_TEST_TRAINING_DATA";

    /// <summary>Options of a run of 40 steps that takes seconds.</summary>
    public static AerisRecipe Small { get; } = new()
    {
        Steps = 40,
        BatchSize = 2,
        Width = 0.25,
        Seed = 3,
        Threads = 1,
        WarmupSteps = 5,
        CheckpointInterval = 1,
        ValidationInterval = 1000,
        Degradation = DegradationPipeline.CocoD,
        Augmentation = new AugmentationOptions { CropSize = 64 },
    };

    /// <summary>Trains a run of the scenes to its end.</summary>
    /// <returns>Its <see cref="Weights"/>.</returns>
    public static string Finish(SceneFixture scenes, string folder, AerisRecipe options)
    {
        Assert.True(Trainer.Create(options, folder, scenes.Train, null).Train().Completed);
        return Weights(folder);
    }

    /// <summary>The checksum over weights, average and optimiser of the last checkpoint.</summary>
    public static string Weights(string folder)
    {
        using SafeTensorFile file = SafeTensors.Read(Path.Combine(folder, "checkpoint.safetensors"));
        return $"{file.Metadata["step"]} {file.Metadata["sha256-of-file"]}";
    }

    /// <summary>Steps that a checkpoint has seen; -1 where it has no name: between two checkpoints.</summary>
    public static int StepsIn(string checkpoint)
    {
        try
        {
            using SafeTensorFile file = SafeTensors.Read(checkpoint);
            return int.Parse(file.Metadata["step"], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1;
        }
    }

    /// <summary>A data set with every box changed.</summary>
    public static AnnotatedDataSet Change(AnnotatedDataSet dataSet, Func<Annotation, Annotation> change) =>
        dataSet with
        {
            Images =
            [
                .. dataSet.Images.Select(image => image with { Annotations = [.. image.Annotations.Select(change)] })
            ],
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
