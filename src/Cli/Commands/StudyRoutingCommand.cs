using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study routing</c>: what the routers of bundles are worth.</summary>
internal static class StudyRoutingCommand
{
    public static Command Create()
    {
        Argument<string[]> bundles = new("BUNDLE")
        {
            Description = "Bundles of the same parts with different routers.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> data = new("--data")
        {
            Description = "Folder of photographs, taken as clean; may be given again.",
            HelpName = "DIR",
            Required = true,
        };
        Option<string> degrade = new("--degrade")
        {
            Description = "Recipe that shrinks the photographs by the bundles' scale; for a scale of 1 adds noise.",
            HelpName = "P",
            Required = true,
        };
        Option<double[]> budgets = new("--budgets")
        {
            Description = "Budgets to try beside none.",
            HelpName = "B ...",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [0.5, 0.66, 0.8],
        };
        Option<string[]> beside = new("--beside")
        {
            Description = "Bundles of other parts, or models of the same scale, to measure beside them.",
            HelpName = "FILE ...",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<int> seed = new("--seed") { Description = "Fixes every draw.", HelpName = "N" };
        Command command = new(
            "routing",
            "Compares the routers of bundles with chance, variance and an oracle at equal cost.\n"
            + "Example: detsdk study routing run/edges.zip run/learned.zip --data urban --degrade x4.json")
        {
            bundles, data, degrade, budgets, beside, seed, StudyOutput.Page,
        };
        command.SetAction(arguments =>
        {
            AnnotatedDataSet photographs = new(
                [], [.. arguments.GetRequiredValue(data).SelectMany(folder => UnlabelledDataSet.Read(folder).Images)]);
            new StudyOutput(arguments).Show(StudyReport.Of(RoutingStudy.Run(
                arguments.GetRequiredValue(bundles), photographs,
                DegradationArguments.Load(arguments.GetRequiredValue(degrade)), arguments.GetRequiredValue(budgets),
                arguments.GetValue(seed), arguments.GetRequiredValue(beside))));
            return ExitCode.Success;
        });
        return command;
    }
}
