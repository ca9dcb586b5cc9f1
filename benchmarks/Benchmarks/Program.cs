using System.Globalization;
using DetectionSdk.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// One word chooses a benchmark; what follows is its own. Speed is a ratio within one run, so that it can be compared
// between machines.
Dictionary<string, Action<string[]>> benchmarks = new(StringComparer.Ordinal)
{
    ["detector"] = DetectorBenchmark.Run,
    ["resting"] = RestingBenchmark.Run,
    ["callers"] = CallersBenchmark.Run,
    ["batch"] = BatchBenchmark.Run,
    ["start"] = StartBenchmark.Run,
    ["runtime"] = RuntimeBenchmark.Run,
    ["models"] = ModelsBenchmark.Run,
    ["degradation"] = DegradationBenchmark.Run,
    ["training"] = TrainingBenchmark.Run,
    ["robust"] = RobustBenchmark.Run,
    ["gradients"] = GradientBenchmark.Run,
    ["cameras"] = StudyTables.Cameras,
    ["stream"] = StreamBenchmark.Run,
    ["live"] = LiveBenchmark.Run,
    ["study"] = StudyTables.Seeds,
    ["correlation"] = StudyTables.Correlations,
    ["front-ends"] = FrontEndBenchmark.Run,
    ["int8"] = QuantizationBenchmark.Run,
    ["tiles"] = TilesBenchmark.Run,
};
if (args.Length > 0 && benchmarks.TryGetValue(args[0], out Action<string[]>? run))
{
    run(args[1..]);
    return 0;
}
Console.Error.WriteLine(
    $"usage: dotnet run -c Release --project benchmarks/Benchmarks -- {string.Join('|', benchmarks.Keys)} [...]");
return 2;
