using System.Globalization;
using System.Text.Json;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Prints a study as tables: mean and sample standard deviation over the seeds of what <c>detsdk evaluate --json</c> wrote. The argument is a folder with
/// <c>ARM/SEED/CONDITION.json</c>; conditions that differ in a number after <c>@</c> (copies of one degradation) are averaged first.
/// </summary>
internal static class StudyTable
{
    private static readonly (string Name, Func<CocoScores, double> Value)[] Columns =
        [("AP", s => s.AP), ("AP50", s => s.AP50), ("AP small", s => s.APs), ("AP medium", s => s.APm), ("AP large", s => s.APl)];

    public static void Run(string[] arguments)
    {
        if (arguments is not [string folder]) throw new ArgumentException("Name the folder of a study.");
        var scores = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read).ToList();
        foreach (var condition in scores.GroupBy(score => score.Condition))
        {
            Console.WriteLine($"\n{condition.Key}\n\n| arm | seeds | {string.Join(" | ", Columns.Select(column => column.Name))} |\n|---|---|{string.Concat(Columns.Select(_ => "---|"))}");
            foreach (var arm in condition.GroupBy(score => score.Arm)) Console.WriteLine(Row(arm.Key, [.. arm.GroupBy(score => score.Seed).Select(seed => seed.Select(score => score.Scores).ToList())]));
        }
    }

    private static (string Arm, string Seed, string Condition, CocoScores Scores) Read(string path)
    {
        string[] parts = path.Split(Path.DirectorySeparatorChar);
        CocoScores scores = JsonSerializer.Deserialize<CocoScores>(File.ReadAllText(path))!;
        return (parts[^3], parts[^2], Path.GetFileNameWithoutExtension(path).Split('@')[0], scores);
    }

    private static string Row(string arm, List<List<CocoScores>> seeds) =>
        $"| {arm} | {seeds.Count} | {string.Join(" | ", Columns.Select(column => Cell([.. seeds.Select(copies => 100 * copies.Average(column.Value))])))} |";

    private static string Cell(double[] values)
    {
        if (values.Any(value => value < 0)) return "-"; // no object of that size
        double mean = values.Average(), spread = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return values.Length < 2 ? mean.ToString("0.0", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{mean:0.0} ± {spread:0.0}");
    }
}
