// Numbers of the house, for the trees that are named:  build/house-numbers.sh TREE [OTHER_TREE]
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: build/house-numbers.sh TREE [OTHER_TREE]");
    return 2;
}

foreach (string tree in args)
{
    Console.WriteLine($"{tree}\n");
    Console.WriteLine("| folder | files | lines | lines per file: median, p90, largest | methods | "
        + "lines per method: median, p90, largest | over 120 | over 150 |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|");
    foreach (string folder in (string[])["src", "tests", "examples", "benchmarks"]) Print(tree, folder);
    Console.WriteLine("\n| library | public types |\n|---|---|");
    foreach (string library in Directory.GetDirectories(Path.Combine(tree, "src")).Order(StringComparer.Ordinal))
        if (Sources(library).Sum(PublicTypes) is > 0 and int types)
            Console.WriteLine($"| {Path.GetFileName(library)} | {types} |");
    Console.WriteLine();
}
return 0;

static void Print(string tree, string folder)
{
    string[] files = [.. Sources(Path.Combine(tree, folder))];
    if (files.Length == 0) return;
    string[][] lines = [.. files.Select(File.ReadAllLines)];
    int[] methods = [.. files.SelectMany(MethodLines)];
    Console.WriteLine(
        $"| {folder} | {files.Length} | {lines.Sum(file => file.Length)} | "
        + $"{Spread([.. lines.Select(file => file.Length)])} | "
        + $"{methods.Length} | {Spread(methods)} | {Over(lines, 120)} | {Over(lines, 150)} |");
}

static IEnumerable<string> Sources(string folder) => !Directory.Exists(folder) ? [] :
    Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
            && !file.Contains("/bin/", StringComparison.Ordinal));

static int Over(string[][] files, int width) => files.Sum(file => file.Count(line => line.Length > width));

static string Spread(int[] numbers)
{
    if (numbers.Length == 0) return "-";
    Array.Sort(numbers);
    return $"{numbers[numbers.Length / 2]}, {numbers[numbers.Length * 9 / 10]}, {numbers[^1]}";
}

// From the first line of the declaration, without documentation and attributes, to the last of its body.
static IEnumerable<int> MethodLines(string file) =>
    Root(file).DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        .Where(method => method.Body is not null || method.ExpressionBody is not null)
        .Select(method => method.SyntaxTree.GetLineSpan(
            Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(method.ParameterList.SpanStart, method.Span.End)))
        .Select(span => span.EndLinePosition.Line - span.StartLinePosition.Line + 1);

static int PublicTypes(string file) =>
    Root(file).DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Cast<MemberDeclarationSyntax>()
        .Concat(Root(file).DescendantNodes().OfType<DelegateDeclarationSyntax>())
        .Count(type => IsPublic(type) && type.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(IsPublic)
            && !(type.Modifiers.Any(SyntaxKind.PartialKeyword) && Path.GetFileName(file).Count(c => c == '.') > 1));

static bool IsPublic(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.PublicKeyword);

static CompilationUnitSyntax Root(string file) =>
    CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetCompilationUnitRoot();
