using System.Diagnostics;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What tiles find on mosaics of 3 x 3 photographs, against what is found on each photograph by itself, and what a
/// megapixel costs. Arguments: a data set, a class map (or -), a model, then ways to tile: SIZE:OVERLAP, SIZE in pixels
/// or auto, or whole.
/// </summary>
internal static class TilesBenchmark
{
    private const int Cell = 640, Cells = 3;
    private const double Same = 0.5;

    public static void Run(string[] arguments)
    {
        if (arguments is not [string data, string map, string model, .. string[] ways])
            throw new ArgumentException("Name a data set, a class map or -, a model, and ways to tile.");
        AnnotatedDataSet set = AnnotatedDataSet.Load(data, "val", outside: true);
        ClassMap classes = map == "-" ? ClassMap.ByName : ClassMap.Parse(map);
        int count = set.Images.Count / (Cells * Cells);
        Console.WriteLine($"{count} mosaics of {Cells} x {Cells} photographs in cells of {Cell} pixels; {model}");
        Console.WriteLine("| | objects found | false | of those found singly | ms per megapixel |");
        Console.WriteLine("|---|---|---|---|---|");
        Score single = Search(set, classes, model, null, count, apart: true);
        Print("each photograph by itself", single, single);
        foreach (string way in ways) Print(way, Search(set, classes, model, Parse(way), count, apart: false), single);
    }

    private static TilingOptions? Parse(string way)
    {
        if (way == "whole") return null;
        string[] parts = way.Split(':');
        return new TilingOptions
        {
            Size = parts[0] == "auto" ? null : int.Parse(parts[0]), Overlap = double.Parse(parts[1]),
            WholePicture = parts.Length < 3,
        };
    }

    private static void Print(string name, Score score, Score single) =>
        Console.WriteLine(
            $"| {name} | {score.Found} | {score.False} | {100.0 * score.Found / single.Found:0.0} %, false "
            + $"{100.0 * (score.False - single.False) / single.False:+0.0;-0.0} % | "
            + $"{score.Time.TotalMilliseconds / score.Megapixels:0} |");

    private static Score Search(
        AnnotatedDataSet set, ClassMap map, string model, TilingOptions? tiling, int count, bool apart)
    {
        using Detector detector = Detector.Load(model, new DetectorOptions { Tiling = tiling });
        IReadOnlyList<int?> classes = map.Resolve(detector.Model.ClassNames, set);
        Score score = new(0, 0, TimeSpan.Zero, 0);
        for (int mosaic = 0; mosaic < count; mosaic++)
        {
            AnnotatedImage[] photographs = [.. set.Images.Skip(mosaic * Cells * Cells).Take(Cells * Cells)];
            using Mosaic picture = new(photographs, Cell, Cells);
            for (int cell = 0; cell < (apart ? photographs.Length : 1); cell++)
            {
                Rect part = apart ? picture.CellAt(cell) : new Rect(new Point(), picture.Pixels.Size());
                using Mat pixels = new(picture.Pixels, part);
                long start = Stopwatch.GetTimestamp();
                DetectionResult result = detector.Detect(pixels);
                TimeSpan time = Stopwatch.GetElapsedTime(start);
                int found = Match(result, classes, picture.Objects, part.Location, out int wrong);
                score = new Score(
                    score.Found + found, score.False + wrong, score.Time + time,
                    score.Megapixels + part.Width * part.Height / 1e6);
            }
        }
        return score;
    }

    // Best score first, each detection takes the object of its class that it covers best and nobody has.
    private static int Match(
        DetectionResult result, IReadOnlyList<int?> classes, List<Annotation> objects, Point at, out int wrong)
    {
        bool[] taken = new bool[objects.Count];
        int found = 0;
        wrong = 0;
        foreach (DetectedObject item in result.Objects.Where(item => classes[item.ClassId] is not null))
        {
            Rect2d box = item.Box + new Point2d(at.X, at.Y);
            int best = Enumerable.Range(0, taken.Length)
                .Where(
                    i => !taken[i] && objects[i].ClassId == classes[item.ClassId]
                        && Overlap(box, objects[i].Box) >= Same)
                .DefaultIfEmpty(-1).MaxBy(i => i < 0 ? -1 : Overlap(box, objects[i].Box));
            if (best < 0) wrong++;
            else
            {
                taken[best] = true;
                found++;
            }
        }
        return found;
    }

    private static double Overlap(Rect2d one, Rect2d other)
    {
        Rect2d both = one & other;
        double shared = both.Width * both.Height;
        return shared / (one.Width * one.Height + other.Width * other.Height - shared);
    }

    private sealed record Score(int Found, int False, TimeSpan Time, double Megapixels);
}
