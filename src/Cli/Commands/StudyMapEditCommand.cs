using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study map-edit</c>: how far an output changes around a part of its map that is edited.</summary>
internal static class StudyMapEditCommand
{
    public static Command Create()
    {
        Argument<string> model = new("SR") { Description = "Super-resolution model that takes label maps." };
        LabelMapArguments labelled = new("test");
        Option<int> threads = new("--threads") { Description = "Threads of the network; 0: all.", HelpName = "T" };
        Command command = new(
            "map-edit",
            "How far the output of a network that takes label maps changes when a part of its map is edited.\n"
            + "Example: detsdk study map-edit sft.onnx --data camvid") { model, threads, StudyOutput.Page };
        labelled.AddTo(command);
        command.SetStoppableAction((arguments, token) =>
        {
            AnnotatedDataSet pictures = labelled.Read(arguments);
            using SuperResolver resolver = SuperResolver.Load(
                arguments.GetRequiredValue(model),
                new SuperResolverOptions { Threads = arguments.GetValue(threads), TileSize = 0 });
            if (resolver.Model.ClassNames.Count != pictures.ClassNames.Count)
                throw new UsageException(
                    $"'{resolver.Model.Path}' takes maps of {resolver.Model.ClassNames.Count} classes; the pictures "
                    + $"have {pictures.ClassNames.Count}.");
            MapEditStudy study = new(pictures, resolver.Model.Scale ?? 1);
            new StudyOutput(arguments).Show(MapEditReport.Of(study.Run(resolver, token)));
            return ExitCode.Success;
        });
        return command;
    }
}
