using System.CommandLine;
using DetectionSdk.Imaging;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study semantics</c>: whether the layers of a network tell degradations apart.</summary>
internal static class StudySemanticsCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "Super-resolution model or detector, as ONNX." };
        Option<string> data = new("--data")
        {
            Description = "Folder of photographs, taken as clean.",
            HelpName = "DIR",
            Required = true,
        };
        Option<string[]> degrade = new("--degrade")
        {
            Description = "Presets or recipe files to be told apart, which keep the size.",
            HelpName = "P",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string[]> layers = new("--layer")
        {
            Description = "Nodes or tensors to look at. Default: five convolutions, evenly spread.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> side = new("--side")
        {
            Description = "Pixels of the square in the middle that is looked at.",
            HelpName = "PX",
            DefaultValueFactory = _ => 48,
        };
        Option<long> seed = DegradationArguments.Seed();
        Option<string?> components = new("--components")
        {
            Description = "Writes the principal components of every sample as CSV.",
            HelpName = "FILE",
        };
        Command command = new(
            "semantics",
            "Whether the layers of a network tell degradations or pictures apart, beside pixels and random weights.\n"
            + "Example: detsdk study semantics sr-x4.onnx --data bsds/images/test --degrade blur.json noise.json")
            { model, data, degrade, layers, side, seed, components, StudyOutput.Page };
        side.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int pixels) && pixels < 8)
                result.AddError($"--side is {pixels}; expected at least 8.");
        });
        command.SetAction(arguments =>
        {
            string path = arguments.GetRequiredValue(model);
            long drawn = arguments.GetValue(seed);
            using LayerFeatures learned = LayerFeatures.Open(path, arguments.GetValue(layers));
            using LayerFeatures random = LayerFeatures.Open(path, learned.Layers, drawn);
            using DegradationSemantics samples = DegradationSemantics.Read(
                ImageFolder.List(arguments.GetRequiredValue(data)),
                [
                    .. arguments.GetRequiredValue(degrade)
                        .Select(name => (Path.GetFileNameWithoutExtension(name), DegradationArguments.Load(name)))
                ],
                arguments.GetValue(side), drawn);
            IReadOnlyList<SemanticsRow> rows =
            [
                samples.MeasurePixels(), .. samples.Measure(learned),
                .. samples.Measure(random).Select(row => row with { Source = $"random {row.Source}" })
            ];
            new StudyOutput(arguments).Show(SemanticsReport.Of(rows));
            if (arguments.GetValue(components) is { } file) SemanticsReport.WriteComponents(file, samples, rows);
            return ExitCode.Success;
        });
        return command;
    }
}
