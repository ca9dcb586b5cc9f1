using System.CommandLine;
using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study map-edit</c>: how far an output changes around a part of its map that is edited.</summary>
internal static class StudyMapEditCommand
{
    public static Command Create()
    {
        Argument<string> model = new("SR") { Description = "Super-resolution model that takes label maps." };
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
        Option<int> threads = new("--threads") { Description = "Threads of the network; 0: all.", HelpName = "T" };
        Command command = new(
            "map-edit",
            "How far the output of a network that takes label maps changes when a part of its map is edited.\n"
            + "Example: detsdk study map-edit sft.onnx --data camvid") { model, data, split, every, threads };
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
            using SuperResolver resolver = SuperResolver.Load(
                arguments.GetRequiredValue(model),
                new SuperResolverOptions { Threads = arguments.GetValue(threads), TileSize = 0 });
            if (resolver.Model.ClassNames.Count != pictures.ClassNames.Count)
                throw new UsageException(
                    $"'{resolver.Model.Path}' takes maps of {resolver.Model.ClassNames.Count} classes; the pictures "
                    + $"have {pictures.ClassNames.Count}.");
            MapEditStudy study = new(pictures, resolver.Model.Scale ?? 1);
            Console.WriteLine("| output pixels from the edited part | mean change, grey levels | largest |");
            Console.WriteLine("|---|---|---|");
            foreach (MapEditRow row in study.Run(resolver, token))
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {Describe(row)} | {row.Change:0.000} | {row.Largest:0} |"));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Describe(MapEditRow row) => row switch
    {
        { From: 0 } => "inside",
        { To: { } end } => $"{row.From} to {end}",
        _ => $"{row.From} and more",
    };
}
