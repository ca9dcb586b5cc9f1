using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using DetectionSdk.Imaging;

namespace DetectionSdk.Cli;

/// <summary>The option <c>--shard</c> of verbs whose images several machines may share.</summary>
internal static class ShardArgument
{
    // What does not change what is measured.
    private static readonly string[] Elsewhere =
        ["--shard", "--parts", "--json", "--html", "--export", "--device", "--device-id"];

    public static Option<Shard?> Create(string then) => new("--shard")
    {
        Description = $"Does the K-th of N parts, every N-th image; {then}",
        HelpName = "K/N",
        CustomParser = Parse,
    };

    /// <summary>
    /// What a command measures, so that parts of different commands are not mixed: its options, files by what they
    /// hold.
    /// </summary>
    public static string Describe(ParseResult arguments) => string.Join(
        ' ',
        arguments.CommandResult.Children.OfType<OptionResult>()
            .Where(option => !option.Implicit && !Elsewhere.Contains(option.Option.Name))
            .OrderBy(option => option.Option.Name, StringComparer.Ordinal)
            .Select(option => string.Join(' ', option.Tokens.Select(Describe).Prepend(option.Option.Name))));

    private static string Describe(Token token) =>
        File.Exists(token.Value)
            ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(token.Value)))[..16]
            : token.Value;

    private static Shard? Parse(ArgumentResult argument)
    {
        if (Shard.TryParse(argument.Tokens[0].Value, out Shard? shard)) return shard;
        argument.AddError($"--shard is {argument.Tokens[0].Value}; expected K/N with K from 1 to N, such as 2/7.");
        return null;
    }
}
