using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace DetectionSdk.Cli;

/// <summary>Says what is wrong with a command line before anything runs, a line each.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Describe(ParseResult command) => command switch
    {
        { Errors.Count: 0 } => EmptyValues(command),
        { UnmatchedTokens: [string first, ..] } =>
            [DescribeUnmatched(command, first)], // what else is wrong mostly follows from it
        _ => command.Errors.Select(Describe).Distinct(),
    };

    /// <summary>What is given and empty, as "$FOLDER" is in a shell that knows no such variable.</summary>
    private static IEnumerable<string> EmptyValues(ParseResult command) =>
        from result in command.CommandResult.Children
        where result.Tokens.Any(token => token.Value.Length == 0)
        select result is OptionResult { Option: { } option }
            ? $"{option.Name} is empty; expected {option.HelpName}."
            : $"{((ArgumentResult)result).Argument.Name} is empty.";

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument: { } argument } =>
            $"{argument.Name} is missing: {argument.Description}",
        CommandResult { Command: { Subcommands.Count: > 0 } command } =>
            $"a verb is missing; expected {NamesOf(command.Subcommands)}.",
        { } result when error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal)
            && (result as OptionResult ?? result.Parent as OptionResult)?.Option is { } option =>
            $"{option.Name} is '{error.Message.Split('\'')[1]}'; expected {ValuesOf(option)}.",
        _ => error.Message,
    };

    private static string ValuesOf(Option option)
    {
        Type type = option.ValueType.GetElementType() ?? option.ValueType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) || type == typeof(float) ? "a number"
            : option.HelpName ?? "something else";
    }

    private static string DescribeUnmatched(ParseResult command, string token)
    {
        Command parent = command.CommandResult.Command;
        string kind = token.StartsWith('-') ? "option" : parent.Subcommands.Count > 0 ? "verb" : "argument";
        string[] near = Suggest(command, token);
        string expected = near.Length > 0 ? $"; did you mean {string.Join(" or ", near)}?"
            : parent.Subcommands.Count > 0 ? $"; expected {NamesOf(parent.Subcommands)}."
            : $"; detsdk {parent.Name} --help lists what there is.";
        return $"'{token}' is no {kind} of {(parent is RootCommand ? "detsdk" : parent.Name)}{expected}";
    }

    /// <summary>What System.CommandLine finds similar: it writes a heading per token, suggestions below.</summary>
    private static string[] Suggest(ParseResult command, string token)
    {
        if (command.Action is not ParseErrorAction action) return [];
        action.ShowHelp = false;
        using StringWriter corrections = new();
        command.Invoke(new InvocationConfiguration { Output = corrections, Error = TextWriter.Null });
        const StringSplitOptions trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return
        [
            .. corrections.ToString().Split('\n', trimmed)
                .SkipWhile(line => !line.StartsWith($"'{token}'", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => !line.StartsWith('\''))
        ];
    }

    private static string NamesOf(IEnumerable<Command> verbs) => string.Join(", ", verbs.Select(verb => verb.Name));
}
