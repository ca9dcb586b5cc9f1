using System.Globalization;
using System.Text.Json;
using DetectionSdk.Evaluation;
using MathNet.Numerics.Statistics;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Prints a study as tables: mean and sample standard deviation over the seeds of what <c>detsdk evaluate --json</c> wrote. The argument is a folder with
/// <c>ARM/SEED/CONDITION.json</c>; conditions that differ in a number after <c>@</c> (copies of one degradation) are averaged first. A second argument names an arm to compare the others with: the last
/// column is then the mean and standard deviation of the differences in AP at equal seeds.
/// </summary>
internal static class StudyTable
{
    private static readonly (string Name, Func<CocoScores, double> Value)[] Columns =
        [("AP", s => s.AP), ("AP50", s => s.AP50), ("AP small", s => s.APs), ("AP medium", s => s.APm), ("AP large", s => s.APl)];

    public static void Run(string[] arguments)
    {
        if (arguments is not ([string] or [string, string])) throw new ArgumentException("Name the folder of a study, and an arm to compare the others with if you like.");
        string folder = arguments[0];
        string? baseline = arguments.ElementAtOrDefault(1);
        var scores = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read).ToList();
        foreach (var condition in scores.GroupBy(score => score.Condition))
        {
            string[] header = ["arm", "seeds", .. Columns.Select(column => column.Name), .. baseline is null ? [] : new[] { $"AP less {baseline}" }];
            Console.WriteLine($"\n{condition.Key}\n\n| {string.Join(" | ", header)} |\n|{string.Concat(header.Select(_ => "---|"))}");
            var arms = condition.GroupBy(score => score.Arm).ToDictionary(arm => arm.Key, MeanPerSeed);
            foreach (var (name, seeds) in arms) Console.WriteLine($"| {string.Join(" | ", [name, $"{seeds.Count}", .. Cells(seeds), .. baseline is null ? [] : new[] { Difference(seeds, arms.GetValueOrDefault(baseline)) }])} |");
        }
    }

    private static (string Arm, string Seed, string Condition, CocoScores Scores) Read(string path)
    {
        string[] parts = path.Split(Path.DirectorySeparatorChar);
        CocoScores scores = JsonSerializer.Deserialize<CocoScores>(File.ReadAllText(path))!;
        return (parts[^3], parts[^2], Path.GetFileNameWithoutExtension(path).Split('@')[0], scores);
    }

    /// <summary>Seed to the values of <see cref="Columns"/> in percent, each the mean over the copies.</summary>
    private static Dictionary<string, double[]> MeanPerSeed(IEnumerable<(string Arm, string Seed, string Condition, CocoScores Scores)> arm) =>
        arm.GroupBy(score => score.Seed).ToDictionary(seed => seed.Key, seed => Columns.Select(column => 100 * seed.Average(score => column.Value(score.Scores))).ToArray());

    private static IEnumerable<string> Cells(Dictionary<string, double[]> seeds) => Columns.Select((_, column) => Cell([.. seeds.Values.Select(values => values[column])]));

    private static string Difference(Dictionary<string, double[]> seeds, Dictionary<string, double[]>? baseline)
    {
        double[] differences = [.. seeds.Where(seed => baseline?.ContainsKey(seed.Key) == true).Select(seed => seed.Value[0] - baseline![seed.Key][0])];
        return differences.Length == 0 ? "-" : MeanAndSpread(differences);
    }

    private static string Cell(double[] values) => values.Any(value => value < 0) ? "-" : MeanAndSpread(values); // below 0: no object of that size

    private static string MeanAndSpread(double[] values)
    {
        (double mean, double spread) = values.MeanStandardDeviation();
        return values.Length < 2 ? mean.ToString("0.0", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{mean:0.0} ± {spread:0.0}");
    }
}
