using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>The option <c>--class-map</c>.</summary>
internal static class ClassMapArgument
{
    public static Option<ClassMap?> Create() => new("--class-map")
    {
        Description =
            "Model class = data set class, where the names differ; nothing on the right drops the class. Others are "
            + "matched by name.",
        HelpName = "A=B,...",
        CustomParser = Parse,
    };

    private static ClassMap? Parse(ArgumentResult argument)
    {
        try
        {
            return ClassMap.Parse(argument.Tokens[0].Value);
        }
        catch (FormatException error)
        {
            argument.AddError($"--class-map: {error.Message}");
            return null;
        }
    }
}
