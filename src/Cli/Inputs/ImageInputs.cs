using System.CommandLine;

namespace DetectionSdk.Cli;

/// <summary>
/// Turns the inputs of a command line (files, folders, patterns such as <c>photos/*.jpg</c>) into files.
/// </summary>
internal static class ImageInputs
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
        { ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".jp2", ".ppm", ".pgm" };

    /// <summary>The argument of a verb that takes inputs. A mistyped option is not taken for a file.</summary>
    public static Argument<string[]> CreateArgument(string description)
    {
        Argument<string[]> inputs = new("INPUT") { Description = description, Arity = ArgumentArity.OneOrMore };
        inputs.Validators.Add(result =>
        {
            foreach (string unknown in
                result.Tokens.Select(t => t.Value).Where(v => v.Length > 1 && v[0] == '-' && !File.Exists(v)))
                result.AddError($"{unknown} is no option of this verb.");
        });
        return inputs;
    }

    /// <summary>
    /// The files that the inputs name, each once, in the order of the inputs and by name within a folder or pattern.
    /// </summary>
    /// <exception cref="FileNotFoundException">An input names nothing.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> inputs) =>
        [.. inputs.SelectMany(Expand).Distinct(StringComparer.Ordinal)];

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

    private static string[] Expand(string input)
    {
        if (Directory.Exists(input)) return RequireAny(input, Images(input, "*", SearchOption.AllDirectories));
        if (!input.AsSpan().ContainsAny('*', '?')) return [input];

        string folder = FolderOf(input);
        string[] found = Directory.Exists(folder)
            ? Images(folder, Path.GetFileName(input), SearchOption.TopDirectoryOnly)
            : [];
        return RequireAny(input, found);
    }

    private static string[] Images(string folder, string pattern, SearchOption depth) =>
        [
            .. Directory.EnumerateFiles(folder, pattern, depth)
                .Where(f => Extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)
        ];

    private static string[] RequireAny(string input, string[] files) =>
        files.Length > 0
            ? files
            : throw new FileNotFoundException($"'{input}' holds no images ({string.Join(' ', Extensions)}).", input);
}
