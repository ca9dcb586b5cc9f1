using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DetectionSdk.Evaluation;
using MathNet.Numerics.Statistics;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Prints a study as tables: mean and sample standard deviation over the seeds of what <c>detsdk evaluate --json</c>
/// wrote. The argument is a folder with <c>ARM/SEED/CONDITION.json</c>; conditions that differ in a number after
/// <c>@</c> (copies of one degradation) are averaged first. A second argument names an arm to compare the others with:
/// the last columns are then the mean and standard deviation of the differences in AP and AP50 at equal seeds. Where an
/// arm has a front-end, PSNR, SSIM and milliseconds per image (front-end and detector) follow.
/// </summary>
internal static class StudyTable
{
    private static readonly Column[] Columns =
    [
        new("AP", s => 100 * s.Coco.AP), new("AP50", s => 100 * s.Coco.AP50), new(
            "AP small",
            s => 100 * s.Coco.APs), new("AP medium", s => 100 * s.Coco.APm), new("AP large", s => 100 * s.Coco.APl),
        new("PSNR", s => s.FrontEnd?.Psnr, "0.00"), new("SSIM", s => s.FrontEnd?.Ssim, "0.000"), new(
            "ms", s => s.FrontEnd?.Milliseconds + s.FrontEnd?.DetectorMilliseconds),
    ];

    // the PSNR of equal images
    private static readonly JsonSerializerOptions Measures = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private const int Differences = 2; // of the first columns

    private sealed record Column(string Name, Func<Score, double?> Value, string Format = "0.0");

    private sealed record FrontEndMeasures(
        double Milliseconds, double DetectorMilliseconds, double? Psnr, double? Ssim);

    private sealed record Score(string Arm, string Seed, string Condition, CocoScores Coco, FrontEndMeasures? FrontEnd);

    public static void Run(string[] arguments)
    {
        if (arguments is not ([string] or [string, string]))
            throw new ArgumentException(
                "Name the folder of a study, and an arm to compare the others with if you like.");
        string? baseline = arguments.ElementAtOrDefault(1);
        var scores = Directory.EnumerateFiles(arguments[0], "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(Read).ToList();
        foreach (var condition in scores.GroupBy(score => score.Condition))
            Print(condition.Key, [.. condition], baseline);
    }

    private static void Print(string condition, List<Score> scores, string? baseline)
    {
        Column[] shown = [.. Columns.Where(column => scores.Any(score => column.Value(score) is not null))];
        Column[] compared = baseline is null ? [] : Columns[..Differences];
        string[] header =
        [
            "arm", "seeds", .. shown.Select(column => column.Name),
            .. compared.Select(column => $"{column.Name} less {baseline}")
        ];
        Console.WriteLine(
            $"\n{condition}\n\n| {string.Join(" | ", header)} |\n|{string.Concat(header.Select(_ => "---|"))}");
        var arms = scores.GroupBy(score => score.Arm).ToDictionary(
            arm => arm.Key,
            arm => arm.GroupBy(score => score.Seed).ToDictionary(seed => seed.Key, seed => seed.ToList()));
        foreach (var (name, seeds) in arms)
        {
            var cells = shown.Select(column => Cell(column, [.. seeds.Values.Select(copies => Mean(column, copies))]));
            var differences = compared.Select(column => Difference(column, seeds, arms.GetValueOrDefault(baseline!)));
            Console.WriteLine($"| {string.Join(" | ", [name, $"{seeds.Count}", .. cells, .. differences])} |");
        }
    }

    private static Score Read(string path)
    {
        string[] parts = path.Split(Path.DirectorySeparatorChar);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        FrontEndMeasures? frontEnd = document.RootElement.TryGetProperty("frontEnd", out JsonElement measures)
            ? measures.Deserialize<FrontEndMeasures>(Measures)
            : null;
        return new Score(
            parts[^3], parts[^2], Path.GetFileNameWithoutExtension(path).Split('@')[0],
            document.Deserialize<CocoScores>()!, frontEnd);
    }

    private static double? Mean(Column column, List<Score> copies) => copies.Average(column.Value);

    private static string Difference(
        Column column, Dictionary<string, List<Score>> seeds, Dictionary<string, List<Score>>? baseline)
    {
        double?[] differences =
        [
            .. seeds.Where(seed => baseline?.ContainsKey(seed.Key) == true)
                .Select(seed => Mean(column, seed.Value) - Mean(column, baseline![seed.Key]))
        ];
        return differences.Length == 0 ? "-" : MeanAndSpread(differences, column.Format);
    }

    // below 0: no object of that size
    private static string Cell(Column column, double?[] values) =>
        values.Any(value => value is null or < 0) ? "-" : MeanAndSpread(values, column.Format);

    private static string MeanAndSpread(double?[] values, string format)
    {
        (double mean, double spread) = values.Select(value => value!.Value).MeanStandardDeviation();
        string text = mean.ToString(format, CultureInfo.InvariantCulture);
        return values.Length < 2 ? text : $"{text} ± {spread.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
