using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace DetectionSdk.Cli;

/// <summary>
/// Says in terms of the command line what an options record refuses: <c>AugmentationOptions.CropSize</c> came from
/// <c>--crop</c>. A property belongs to the option that has its name, or that its name begins or ends with.
/// </summary>
internal static class OptionValues
{
    /// <summary>
    /// What is wrong with the value of an option; null where the exception is about none, so that it is a defect.
    /// Records of options name their property; a parameter of a method begins with a small letter.
    /// </summary>
    public static string? Describe(ArgumentException error, Command command)
    {
        if (error.ParamName is not { Length: > 0 } property || !char.IsAsciiLetterUpper(property[0])) return null;
        if (Find(command, JsonNamingPolicy.KebabCaseLower.ConvertName(property)) is not { } option) return null;
        string reason = error.Message.Split(" (Parameter '")[0].TrimEnd('.');
        int place = reason.IndexOf($".{property}", StringComparison.Ordinal);
        if (place >= 0) reason = option.Name + reason[(place + property.Length + 1)..];
        return error is ArgumentOutOfRangeException { ActualValue: { } value }
            ? string.Create(CultureInfo.InvariantCulture, $"{reason}; it is {value}.")
            : $"{reason}.";
    }

    private static Option? Find(Command command, string property) =>
        command.Options.FirstOrDefault(option => property == Name(option))
        ?? command.Options.FirstOrDefault(option => property.StartsWith(Name(option) + "-", StringComparison.Ordinal))
        ?? command.Options.FirstOrDefault(option => property.EndsWith("-" + Name(option), StringComparison.Ordinal));

    private static string Name(Option option) => option.Name.TrimStart('-');
}
