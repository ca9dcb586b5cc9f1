using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary>
/// <c>detsdk evaluate-restoration</c>: what a training run's decoder, or a super-resolution model, gives back of
/// degraded images.
/// </summary>
internal static class EvaluateRestorationCommand
{
    public static Command Create()
    {
        Argument<string> network = new("RUN|SR")
        {
            Description = "Folder of a training run with a restoration decoder, or a super-resolution model.",
        };
        Option<string> data = new("--data")
        {
            Description = "Annotated data set, or a folder of photographs; taken as clean.",
            HelpName = "DATA",
            Required = true,
        };
        Option<string> split = new("--split")
        {
            Description = "Split of an annotated data set.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "val",
        };
        Option<string> degrade = new("--degrade")
        {
            Description = $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.",
            HelpName = "P",
            DefaultValueFactory = _ => "coco-d",
        };
        Option<int> seed = new("--seed") { Description = "Fixes every draw.", HelpName = "N" };
        Command command = new(
            "evaluate-restoration",
            "Measures what a run's restoration decoder or a "
            + "super-resolution model gives back, against bicubic "
            + "enlarging.\n"
            + "Example: detsdk evaluate-restoration sr.onnx --data set5 "
            + "--degrade x4.json") { network, data, split, degrade, seed };
        command.SetAction(arguments =>
        {
            string path = arguments.GetRequiredValue(network);
            AnnotatedDataSet dataSet = PhotographData.Load(
                arguments.GetRequiredValue(data), arguments.GetRequiredValue(split));
            DegradationPipeline degradation = DegradationArguments.Load(arguments.GetRequiredValue(degrade));
            bool isRun = Directory.Exists(path) && !FrontEndBundle.IsBundle(path);
            if (isRun) RunDecoder(path, dataSet, degradation, arguments.GetValue(seed));
            else RunModel(path, dataSet, degradation, arguments.GetValue(seed));
            Console.WriteLine($"images    {dataSet.Images.Count}");
            return ExitCode.Success;
        });
        return command;
    }

    private static void RunDecoder(string run, AnnotatedDataSet dataSet, DegradationPipeline degradation, int seed)
    {
        using TrainedNetwork trained = TrainedNetwork.Load(run);
        if (trained.Network.Options.Restoration == RestorationKind.None)
            throw new TrainingException(
                $"The run in '{run}' has no restoration decoder; expected one trained with --arm aeris or "
                + "aeris-released.");
        RestorationScores scores = RestorationEvaluation.Run(trained.Network, dataSet, degradation, seed);
        Write($"restored  {scores.Psnr:0.00} dB  SSIM {scores.Ssim:0.0000}");
        Write($"bicubic   {scores.BicubicPsnr:0.00} dB  SSIM {scores.BicubicSsim:0.0000}  (a = -0.75)");
    }

    private static void RunModel(string path, AnnotatedDataSet dataSet, DegradationPipeline degradation, int seed)
    {
        using SuperResolver resolver = SuperResolver.Load(path);
        int multiple = resolver.Model.Scale ?? 1;
        Print("restored", EnlargementEvaluation.Run(resolver, dataSet, degradation, seed, multiple));
        Print("bicubic ", EnlargementEvaluation.RunBicubic(dataSet, degradation, seed, multiple), "  (a = -0.5)");
    }

    private static void Print(string name, (Similarity Rgb, Similarity Luma) means, string kernel = "") =>
        Write(
            $"{name}  {means.Rgb.Psnr:0.00} dB  SSIM {means.Rgb.Ssim:0.0000}  luminance {means.Luma.Psnr:0.00} dB  "
            + $"SSIM {means.Luma.Ssim:0.0000}{kernel}");

    private static void Write(string line) => Console.WriteLine(line);
}
