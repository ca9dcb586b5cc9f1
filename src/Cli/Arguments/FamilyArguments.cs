using System.CommandLine;
using DetectionSdk.Families;
using DetectionSdk.Models;

namespace DetectionSdk.Cli;

/// <summary>
/// The options <c>--family</c> and <c>--class-names</c>: what the file of a detector leaves open. See
/// docs/guides/families.md.
/// </summary>
internal sealed class FamilyArguments
{
    private const string Coco = "coco";

    private readonly Option<string?> _family = new("--family")
    {
        Description = "Family of the model, by which its input is filled and its answer is read; the graph says it by "
            + $"default. {Names}.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _classNames = new("--class-names")
    {
        Description = "Class names for a model that carries none: a text file with one per line, or coco.",
        HelpName = "coco|FILE",
    };

    public FamilyArguments(Command command)
    {
        _family.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && Find(name) is null)
                result.AddError($"--family is '{name}'; expected one of {Names}.");
        });
        command.Options.Add(_family);
        command.Options.Add(_classNames);
    }

    /// <summary>The options with what was said of family and class names.</summary>
    /// <exception cref="FileNotFoundException">There is no such file of names.</exception>
    public DetectorOptions Apply(ParseResult arguments, DetectorOptions options) => options with
    {
        Family = arguments.GetValue(_family) is { } name ? Find(name) : null,
        ClassNames = arguments.GetValue(_classNames) is { } names ? ReadNames(names) : null,
    };

    private static string Names => string.Join(", ", KnownFamilies.All.Select(family => family.Name));

    private static DetectorFamily? Find(string name) =>
        KnownFamilies.All.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<string> ReadNames(string source) =>
        source == Coco
            ? CocoClasses.Names
            : [.. File.ReadLines(source).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
