using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Studies;

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
        LabelMapArguments labelled = new("test");
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
            { networks, background, threads, StudyOutput.Page };
        labelled.AddTo(command);
        networks.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !RegionArms.IsArm(text)))
                result.AddError($"'{text}' is no arm; expected NAME=FILE or NAME=FILE@MAPS.");
        });
        command.SetStoppableAction((arguments, token) =>
        {
            AnnotatedDataSet pictures = labelled.Read(arguments);
            using RegionArms arms = RegionArms.Load(
                arguments.GetRequiredValue(networks), pictures, arguments.GetValue(threads));
            RegionStudy study = new(pictures, arguments.GetRequiredValue(background), arms.Scale);
            new StudyOutput(arguments).Show(RegionReport.Of(study.Run(arms.All, token), pictures));
            return ExitCode.Success;
        });
        return command;
    }
}
