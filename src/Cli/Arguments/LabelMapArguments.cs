using System.CommandLine;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>The options that name photographs with a class for every pixel, and say which of them to take.</summary>
/// <param name="split">The split that is taken where none is named.</param>
internal sealed class LabelMapArguments(string split)
{
    private readonly Option<string> _split = new("--split")
    {
        Description = "Split of the data set.",
        HelpName = "NAME",
        DefaultValueFactory = _ => split,
    };
    private readonly Option<int> _every = new Option<int>("--every")
    {
        Description = "Takes every K-th picture.",
        HelpName = "K",
        DefaultValueFactory = _ => 1,
    }.Within(1);

    /// <summary>The option <c>--data</c>.</summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "Photographs with a class for every pixel: images/SPLIT, labels/SPLIT and classes.txt.",
        HelpName = "DATA",
        Required = true,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Data, _split, _every]) command.Options.Add(option);
    }

    /// <summary>Reads the photographs that are to be taken.</summary>
    /// <exception cref="DataSetException">There are none.</exception>
    public AnnotatedDataSet Read(ParseResult arguments) => LabelMapDataSet
        .Read(arguments.GetRequiredValue(Data), arguments.GetRequiredValue(_split))
        .Every(arguments.GetValue(_every));
}
