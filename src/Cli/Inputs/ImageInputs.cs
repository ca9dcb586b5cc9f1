using System.CommandLine;
using DetectionSdk.Imaging;

namespace DetectionSdk.Cli;

/// <summary>
/// Turns the inputs of a command line (files, folders, patterns such as <c>photos/*.jpg</c>) into files.
/// </summary>
internal static class ImageInputs
{
    /// <summary>Stands in names for bytes that are no UTF-8; different names look alike then.</summary>
    private const char Unreadable = '\uFFFD';

    /// <summary>The argument of a verb that takes inputs. A mistyped option is not taken for a file.</summary>
    public static Argument<string[]> CreateArgument(string description, ArgumentArity? arity = null)
    {
        Argument<string[]> inputs = new("INPUT")
        {
            Description = description,
            Arity = arity ?? ArgumentArity.OneOrMore,
        };
        inputs.Validators.Add(result =>
        {
            foreach (string unknown in
                result.Tokens.Select(t => t.Value).Where(v => v.Length > 1 && v[0] == '-' && !File.Exists(v)))
                result.AddError($"{unknown} is no option of this verb.");
        });
        return inputs;
    }

    /// <summary>
    /// The files that the inputs name, each once, in the order of the inputs and by name within a folder or pattern. A
    /// file of exactly that name is meant before a pattern.
    /// </summary>
    /// <exception cref="FileNotFoundException">An input names nothing.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> inputs)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return [.. inputs.SelectMany(Expand).Where(file => seen.Add(file) || file.Contains(Unreadable))];
    }

    /// <summary>
    /// The folder below which all inputs lie: the folder itself, the folder of a pattern or file, or what several have
    /// in common.
    /// </summary>
    public static string Root(IEnumerable<string> inputs)
    {
        string[][] folders =
        [
            .. inputs.Select(FolderOf).Select(folder => Path.GetFullPath(folder).Split(Path.DirectorySeparatorChar))
        ];
        int common = Enumerable.Range(0, folders.Min(f => f.Length))
            .TakeWhile(i => folders.All(f => f[i] == folders[0][i])).Count();
        return string.Join(Path.DirectorySeparatorChar, folders[0].Take(common)) + Path.DirectorySeparatorChar;
    }

    private static string FolderOf(string input) =>
        Directory.Exists(input) ? input : Path.GetDirectoryName(input) is { Length: > 0 } parent ? parent : ".";

    private static IReadOnlyList<string> Expand(string input)
    {
        if (Directory.Exists(input)) return RequireAny(input, ImageFolder.List(input));
        if (File.Exists(input) || !input.AsSpan().ContainsAny('*', '?')) return [input];

        string folder = FolderOf(input);
        return RequireAny(input, Directory.Exists(folder) ? Matches(folder, Path.GetFileName(input)) : []);
    }

    private static string[] Matches(string folder, string pattern) =>
        [
            .. Directory.EnumerateFiles(folder, pattern)
                .Where(file => ImageExtensions.IsImage(file) && Path.GetFileName(file)[0] != '.')
                .Order(StringComparer.Ordinal)
        ];

    private static IReadOnlyList<string> RequireAny(string input, IReadOnlyList<string> files) =>
        files.Count > 0
            ? files
            : throw new FileNotFoundException(
                $"'{input}' holds no images ({string.Join(' ', ImageExtensions.All)}).", input);
}
