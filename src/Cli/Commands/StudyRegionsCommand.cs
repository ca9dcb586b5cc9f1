using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Studies;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study regions</c>: what networks that enlarge give back by region of a label map.</summary>
internal static class StudyRegionsCommand
{
    public static Command Create()
    {
        Argument<string[]> networks = new("NAME=FILE[@MAPS]")
        {
            Description =
                "Super-resolution models or bicubic:S, each with the name of its arm; several of one name are seeds of "
                + "it. MAPS is what a model is told that takes maps: labels (default), shuffled, a folder, a segmenter "
                + "or a detector.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> data = new("--data")
        {
            Description = "Photographs with a class for every pixel: images, labels and classes.txt.",
            HelpName = "DIR",
            Required = true,
        };
        Option<string> split = new("--split")
        {
            Description = "Split to measure on.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "test",
        };
        Option<int> every = new("--every")
        {
            Description = "Takes every K-th picture.",
            HelpName = "K",
            DefaultValueFactory = _ => 1,
        };
        Option<string[]> background = new("--background")
        {
            Description = "Classes whose texture counts.",
            HelpName = "NAME ...",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. new Training.SemanticRecipe().Background],
        };
        Option<int> threads = new("--threads") { Description = "Threads of a network; 0: all.", HelpName = "T" };
        Command command = new(
            "regions",
            "What networks that enlarge give back by region: band energies of classes, edges, texture, objects.\n"
            + "Example: detsdk study regions twin=a.onnx sft=b.onnx sft=c.onnx blind=b.onnx@shuffled --data camvid")
            { networks, data, split, every, background, threads };
        networks.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !text.Contains('=')))
                result.AddError($"'{text}' has no name; expected NAME=FILE.");
        });
        every.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int step) && step < 1)
                result.AddError($"--every is {step}; expected at least 1.");
        });
        command.SetStoppableAction((arguments, token) =>
        {
            AnnotatedDataSet pictures = LabelMapDataSet
                .Read(arguments.GetRequiredValue(data), arguments.GetRequiredValue(split))
                .Every(arguments.GetValue(every));
            using RegionArms arms = RegionArms.Load(
                arguments.GetRequiredValue(networks), pictures, arguments.GetValue(threads));
            RegionStudy study = new(pictures, arguments.GetRequiredValue(background), arms.Scale);
            RegionReport.Write(Console.Out, study.Run(arms.All, token), pictures.ClassNames);
            Console.WriteLine($"\n{pictures.Images.Count} pictures, factor {arms.Scale}");
            return ExitCode.Success;
        });
        return command;
    }
}
