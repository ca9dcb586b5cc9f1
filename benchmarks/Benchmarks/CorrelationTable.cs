using System.Globalization;
using System.Text.Json;
using MathNet.Numerics.Statistics;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Prints whether front-ends whose images look better also find more: Pearson's and Spearman's correlation of PSNR and
/// SSIM with AP and AP50, with 95 % percentile bootstrap intervals. The argument is a folder with
/// <c>ARM/SEED/CONDITION.json</c> as <c>detsdk evaluate --front-end F --json</c> writes it; copies of one condition
/// differ in a number after <c>@</c>. After the question of Dai et al., "Is Image Super-Resolution Helpful for Other
/// Vision Tasks?" (2016).
/// </summary>
/// <remarks>
/// "arms": one point per arm and seed, resampled as whole arms, since seeds of an arm are no independent points; PSNR
/// and SSIM are there means over the images that could be compared, AP and AP50 are those of all images. "images": one
/// point per image, arm, seed and copy, of images with objects, resampled as whole images. "images, centred": the same
/// less the mean over all arms of that image and copy, so that easy images and mild degradations, which are both
/// sharper and better detected, do not count as a correlation. Arguments after the folder are the arms to take; all of
/// them should stand before one detector, and by default every arm of the folder is taken.
/// </remarks>
internal static class CorrelationTable
{
    private const int Resamples = 1000, Seed = 1;

    private static readonly (string Name, Func<Point, double> Of)[] Qualities =
        [("PSNR", p => p.Psnr), ("SSIM", p => p.Ssim)];
    private static readonly (string Name, Func<Point, double> Of)[] Tasks = [("AP", p => p.AP), ("AP50", p => p.AP50)];

    // Group: what is resampled as one: the image, or the arm.
    private sealed record Point(string Group, string Copy, double Psnr, double Ssim, double AP, double AP50);

    private sealed record Score(string Arm, string Seed, string Condition, Point Whole, List<Point> Images);

    public static void Run(string[] arguments)
    {
        if (arguments is not [string folder, .. string[] arms])
            throw new ArgumentException("Name the folder of a study, and arms in it if not all count.");
        var scores = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(Read).OfType<Score>()
            .Where(score => arms.Length == 0 || arms.Contains(score.Arm));
        foreach (var condition in scores.GroupBy(score => score.Condition))
        {
            Console.WriteLine(
                $"\n{condition.Key}\n\n| over | points | quality | task | Pearson | Spearman "
                + "|\n|---|---|---|---|---|---|");
            List<Point> images = [.. condition.SelectMany(score => score.Images)];
            Print(
                "arms",
                [
                    .. condition.GroupBy(score => (score.Arm, score.Seed))
                        .Select(run => Mean(run.Key.Arm, run.Select(score => score.Whole)))
                ]);
            Print("images", images);
            Print("images, centred", [.. images.GroupBy(point => (point.Group, point.Copy)).SelectMany(Centre)]);
        }
    }

    /// <summary>The scores of a file; null where it has no front-end or none of its images could be compared.</summary>
    private static Score? Read(string path)
    {
        string[] parts = path.Split(Path.DirectorySeparatorChar);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("frontEnd", out JsonElement frontEnd)
            || frontEnd.GetProperty("psnr").ValueKind != JsonValueKind.Number)
            return null;
        (string arm, string seed) = (parts[^3], parts[^2]);
        string[] condition = [.. Path.GetFileNameWithoutExtension(path).Split('@'), ""];
        Point whole = new(
            arm, condition[1], frontEnd.GetProperty("psnr").GetDouble(), frontEnd.GetProperty("ssim").GetDouble(),
            root.GetProperty("AP").GetDouble(), root.GetProperty("AP50").GetDouble());
        List<Point> images =
        [
            .. root.GetProperty("images")
                .EnumerateArray().Where(IsComparable).Select(image => ReadImage(image, condition[1]))
        ];
        return new Score(arm, seed, condition[0], whole, images);
    }

    private static bool IsComparable(JsonElement image) =>
        image.GetProperty("psnr").ValueKind == JsonValueKind.Number
            && image.GetProperty("ssim").ValueKind == JsonValueKind.Number
            && image.GetProperty("AP").GetDouble() >= 0;

    private static Point ReadImage(JsonElement image, string copy) => new(
        image.GetProperty("name").GetString()!, copy, image.GetProperty("psnr").GetDouble(),
        image.GetProperty("ssim").GetDouble(),
        image.GetProperty("AP").GetDouble(), image.GetProperty("AP50").GetDouble());

    private static Point Mean(string group, IEnumerable<Point> points)
    {
        List<Point> all = [.. points];
        return new Point(
            group, "", all.Average(p => p.Psnr), all.Average(p => p.Ssim), all.Average(p => p.AP),
            all.Average(p => p.AP50));
    }

    private static IEnumerable<Point> Centre(IGrouping<(string Image, string Copy), Point> image)
    {
        Point mean = Mean(image.Key.Image, image);
        return image.Select(
            p =>
                new Point(p.Group, p.Copy, p.Psnr - mean.Psnr, p.Ssim - mean.Ssim, p.AP - mean.AP, p.AP50 - mean.AP50));
    }

    private static void Print(string scope, List<Point> points)
    {
        List<Point[]> groups = [.. points.GroupBy(point => point.Group).Select(group => group.ToArray())];
        if (groups.Count < 3) return;
        foreach (var quality in Qualities)
        {
            foreach (var task in Tasks)
                Console.WriteLine(
                    $"| {scope} | {points.Count} | {quality.Name} | {task.Name} | "
                    + $"{Interval(groups, quality.Of, task.Of, Correlation.Pearson)} | "
                    + $"{Interval(groups, quality.Of, task.Of, Correlation.Spearman)} |");
        }
    }

    private static string Interval(
        List<Point[]> groups, Func<Point, double> quality, Func<Point, double> task,
        Func<IEnumerable<double>, IEnumerable<double>, double> correlation)
    {
        double Of(IEnumerable<Point[]> drawn)
        {
            List<Point> points = [.. drawn.SelectMany(group => group)];
            return correlation(points.Select(quality), points.Select(task));
        }
        Random random = new(Seed);
        double[] resampled =
        [
            .. Enumerable.Range(0, Resamples)
                .Select(_ => Of(groups.Select(_ => groups[random.Next(groups.Count)]))).Where(double.IsFinite)
        ];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Of(groups):0.00} [{resampled.Quantile(0.025):0.00}, {resampled.Quantile(0.975):0.00}]");
    }
}
