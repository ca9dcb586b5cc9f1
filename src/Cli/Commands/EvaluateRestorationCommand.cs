using System.CommandLine;
using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk evaluate-restoration RUN</c>: what the decoder of a training run gives back of degraded images.</summary>
internal static class EvaluateRestorationCommand
{
    public static Command Create()
    {
        Argument<string> run = new("RUN") { Description = "Folder of a training run with a restoration decoder." };
        Option<string> data = new("--data") { Description = "Annotated data set; its images are taken as clean.", HelpName = "DATA", Required = true };
        Option<string> split = new("--split") { Description = "Split of the data set.", HelpName = "NAME", DefaultValueFactory = _ => "val" };
        Option<string> degrade = new("--degrade") { Description = $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.", HelpName = "P", DefaultValueFactory = _ => "coco-d" };
        Option<int> seed = new("--seed") { Description = "Fixes every draw.", HelpName = "N" };
        Command command = new("evaluate-restoration", "Measures a run's restoration decoder against bicubic enlarging.\nExample: detsdk evaluate-restoration runs/street --data street --degrade coco-d --seed 1") { run, data, split, degrade, seed };
        command.SetAction(arguments =>
        {
            AnnotatedDataSet dataSet = AnnotatedDataSet.Load(arguments.GetRequiredValue(data), arguments.GetRequiredValue(split));
            using TrainedNetwork trained = TrainedNetwork.Load(arguments.GetRequiredValue(run));
            if (trained.Network.Options.Restoration == RestorationKind.None)
                throw new TrainingException($"The run in '{arguments.GetRequiredValue(run)}' has no restoration decoder; expected one trained with --arm aeris or aeris-released.");
            Print(RestorationEvaluation.Run(trained.Network, dataSet, DegradationArguments.Load(arguments.GetRequiredValue(degrade)), arguments.GetValue(seed)));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(RestorationScores scores)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"restored  {scores.Psnr:0.00} dB  SSIM {scores.Ssim:0.0000}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bicubic   {scores.BicubicPsnr:0.00} dB  SSIM {scores.BicubicSsim:0.0000}"));
        Console.WriteLine($"images    {scores.Images}");
    }
}
