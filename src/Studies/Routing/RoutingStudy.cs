using System.Diagnostics;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using OpenCvSharp;
using Spearman = MathNet.Numerics.Statistics.Correlation;

namespace DetectionSdk.Studies;

/// <summary>
/// Compares ways to choose among the parts of a bundle on photographs that were shrunk: its own routers with and
/// without budgets, each part for all tiles, and beside the first router, at equal choices, chance and variance; an
/// oracle above them all. All see the same tiles, one after the other in one process; the costliest part sees the whole
/// photograph, too. So do networks that belong to no bundle and stand beside it.
/// </summary>
public sealed class RoutingStudy : IDisposable
{
    private const int MiddleGrey = 128;

    private readonly List<(string Name, SuperResolver Resolver)> _routed = [], _beside = [];
    private readonly GivenRouter _given = new();
    private readonly OracleRouter _oracle = new();
    private readonly SuperResolver _byGiven, _byOracle, _whole;
    private readonly Dictionary<(string Router, double? Budget), List<Trial>> _trials = [];
    private readonly IReadOnlyList<double> _budgets;
    private Mat? _noise;

    private RoutingStudy(
        IReadOnlyList<string> bundles, IReadOnlyList<double> budgets, IReadOnlyList<string> beside)
    {
        SuperResolverOptions options = new() { Threads = 1, Provider = ExecutionProvider.Cpu };
        foreach (string bundle in bundles)
            _routed.Add((Path.GetFileNameWithoutExtension(bundle), SuperResolver.Load(bundle, options)));
        _byGiven = SuperResolver.Load(bundles[0], options, router: _given);
        _byOracle = SuperResolver.Load(bundles[0], options, router: _oracle);
        _whole = SuperResolver.Load(bundles[0], options with { TileSize = 0 }, router: _given, leaveOpen: true);
        _budgets = budgets;
        foreach (string path in beside) AddBeside(path, options);
    }

    private IReadOnlyList<BundlePart> Parts => _byGiven.Model.Bundle.Parts;

    /// <summary>Runs the study.</summary>
    /// <param name="bundles">
    /// Bundles of the same parts with different routers, whose file names name the routers; at least one.
    /// </param>
    /// <param name="photographs">The photographs, taken as clean.</param>
    /// <param name="degradation">What shrinks them by the bundle's scale.</param>
    /// <param name="budgets">Budgets to try.</param>
    /// <param name="seed">Seed of the degradation and of chance.</param>
    /// <param name="beside">
    /// Bundles of other parts to measure beside them; and models of the same scale, which run in the same tiles and not
    /// cut. Null: none.
    /// </param>
    /// <returns>The rows, in the order in which they were first tried.</returns>
    /// <exception cref="ModelFormatException">A bundle is none of one scale with a router.</exception>
    /// <exception cref="DataSetException">A photograph cannot be read.</exception>
    public static IReadOnlyList<RoutingRow> Run(
        IReadOnlyList<string> bundles, AnnotatedDataSet photographs, DegradationPipeline degradation,
        IReadOnlyList<double> budgets, long seed, IReadOnlyList<string>? beside = null)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        ArgumentNullException.ThrowIfNull(photographs);
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentNullException.ThrowIfNull(budgets);
        using RoutingStudy study = new(bundles, budgets, beside ?? []);
        DataSetDegradation draws = new(degradation, seed);
        // the first photograph comes twice: what warms up is not timed
        foreach ((int index, AnnotatedImage photograph) in photographs.Images.Index().Take(1)
            .Concat(photographs.Images.Index()))
        {
            if (index == 0) study._trials.Clear();
            using Mat image = photograph.Read();
            int scale = study._byGiven.Model.Scale
                ?? throw new ModelFormatException($"'{bundles[0]}' is of any scale; expected one.");
            using Mat clean = image[0, image.Height / scale * scale, 0, image.Width / scale * scale];
            DegradationPlan plan = draws.PlanOf(index, clean.Size());
            using Mat low = plan.Apply(clean), noise = NoiseOf(plan);
            study._noise = low.Size() == clean.Size() ? noise : null;
            study.Try(clean, low, new SubtractiveRandom((int)seed + index));
        }
        return study.Rows();
    }

    /// <summary>Closes the networks.</summary>
    public void Dispose()
    {
        foreach ((_, SuperResolver resolver) in _routed.Concat(_beside)) resolver.Dispose();
        _byGiven.Dispose();
        _byOracle.Dispose();
        _whole.Dispose();
    }

    private void Try(Mat clean, Mat low, SubtractiveRandom random)
    {
        IReadOnlyList<RoutedTile> tiles = _routed[0].Resolver.Route(low, FrontEndContext.None);
        double[][] errors = [.. tiles.Select(_ => new double[Parts.Count])];
        for (int part = 0; part < Parts.Count; part++)
        {
            using Mat enlarged = Choose($"all {Parts[part].Name}", null, [.. tiles.Select(_ => part)], clean, low);
            for (int i = 0; i < tiles.Count; i++) errors[i][part] = ErrorOf(tiles[i].Place, clean, enlarged);
        }
        int widest = Parts.Index().MaxBy(pair => pair.Item.Cost).Index;
        _given.Choices = [widest];
        Add($"all {Parts[widest].Name}, not cut", null, _whole, FrontEndContext.None, clean, low).Dispose();
        foreach ((string name, SuperResolver resolver) in _beside)
            Add(name, null, resolver, FrontEndContext.None, clean, low).Dispose();
        _oracle.Errors = errors;
        foreach (double? budget in _budgets.Select(budget => (double?)budget).Prepend(null))
        {
            FrontEndContext context = new(Budget: budget);
            foreach ((string name, SuperResolver resolver) in _routed)
                Add(name, budget, resolver, context, clean, low).Dispose();
            int[] choices = ChoicesOf(_routed[0].Resolver.Route(low, context));
            Choose($"{_routed[0].Name}, dealt by variance", budget, ByVariance(choices, low, tiles), clean, low)
                .Dispose();
            random.Shuffle(choices.AsSpan());
            Choose($"{_routed[0].Name}, dealt by chance", budget, choices, clean, low).Dispose();
            Add("oracle", budget, _byOracle, context, clean, low).Dispose();
        }
    }

    private void AddBeside(string path, SuperResolverOptions options)
    {
        if (FrontEndBundle.IsBundle(path)) _beside.Add((NameBeside(path), SuperResolver.Load(path, options)));
        else AddAlone(path, options);
    }

    /// <summary>A network in tiles and whole, each as a bundle of one that says what it costs.</summary>
    private void AddAlone(string network, SuperResolverOptions options)
    {
        FrontEndBundle bundle = _byGiven.Model.Bundle;
        int side = bundle.TileSize ?? SuperResolverOptions.DefaultTileSize;
        double cost = ModelCost.Count(network, new Size(side, side)).Sum(layer => (double)layer.MultiplyAdds)
            / ((double)side * side);
        string file = Path.GetTempFileName();
        try
        {
            FrontEndBundle.Write(
                file, [new BundlePart(network, "alone", Cost: cost)], overlap: bundle.Overlap,
                tileSize: bundle.TileSize);
            _beside.Add((NameBeside(network), SuperResolver.Load(file, options)));
            _beside.Add((NameBeside(network) + ", not cut", SuperResolver.Load(file, options with { TileSize = 0 })));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private int[] ChoicesOf(IReadOnlyList<RoutedTile> tiles)
    {
        BundlePart[] parts = [.. Parts];
        return [.. tiles.Select(tile => Array.IndexOf(parts, tile.Part))];
    }

    /// <summary>The same choices, the costliest for the tiles of the greatest variance.</summary>
    private int[] ByVariance(int[] choices, Mat low, IReadOnlyList<RoutedTile> tiles)
    {
        int[] byCost = [.. choices.OrderBy(choice => Parts[choice].Cost)];
        int[] dealt = new int[choices.Length];
        foreach ((int rank, int tile) in
            Enumerable.Range(0, tiles.Count).OrderBy(i => VarianceOf(low, tiles[i].Place)).Index())
            dealt[tile] = byCost[rank];
        return dealt;
    }

    private static double VarianceOf(Mat image, Rect place)
    {
        using Mat tile = new(image, place), luma = new();
        Cv2.CvtColor(tile, luma, ColorConversionCodes.BGR2GRAY);
        Cv2.MeanStdDev(luma, out _, out Scalar deviation);
        return deviation.Val0;
    }

    private double ErrorOf(Rect place, Mat clean, Mat enlarged)
    {
        int scale = _byGiven.Model.Scale!.Value;
        Rect target = new(place.X * scale, place.Y * scale, place.Width * scale, place.Height * scale);
        using Mat expected = new(clean, target), actual = new(enlarged, target);
        return Cv2.Norm(expected, actual, NormTypes.L2SQR);
    }

    private Mat Choose(string router, double? budget, int[] choices, Mat clean, Mat low)
    {
        _given.Choices = choices;
        return Add(router, budget, _byGiven, FrontEndContext.None, clean, low);
    }

    private Mat Add(
        string router, double? budget, SuperResolver resolver, FrontEndContext context, Mat clean, Mat low)
    {
        Stopwatch time = Stopwatch.StartNew();
        Mat enlarged = resolver.Enhance(low, context);
        time.Stop();
        IReadOnlyList<RoutedTile> tiles = resolver.Route(low, context);
        double psnr = ImageQuality.Psnr(clean, enlarged, border: resolver.Model.Scale!.Value);
        double cost = tiles.Sum(tile => CostOf(resolver, tile)) / low.Total();
        if (!_trials.TryGetValue((router, budget), out List<Trial>? trials)) _trials[(router, budget)] = trials = [];
        trials.Add(new Trial(
            psnr, cost, time.Elapsed.TotalSeconds, ChoicesOf(tiles), [.. tiles.Select(tile => tile.Part.Cost ?? 0)],
            _noise is null ? [] : [.. tiles.Select(tile => NoiseOf(tile.Place, _noise))]));
        return enlarged;
    }

    private double CostOf(SuperResolver resolver, RoutedTile tile)
    {
        bool hasOwn = _routed.Concat(_beside).Any(one => one.Resolver == resolver);
        double choosing = hasOwn ? resolver.Model.Bundle.Router?.OwnCost ?? 0 : 0;
        double part = tile.Part.Cost
            ?? throw new ModelFormatException($"'{resolver.Model.Path}' does not say what '{tile.Part.Name}' costs.");
        return (double)tile.Place.Width * tile.Place.Height * (part + choosing);
    }

    private RoutingRow[] Rows() =>
    [
        .. _trials.Select(pair => new RoutingRow(
            pair.Key.Router, pair.Key.Budget, pair.Value.Average(trial => trial.Psnr),
            pair.Value.Average(trial => trial.Cost), pair.Value.Sum(trial => trial.Seconds),
            [.. Parts.Select((_, part) => pair.Value.Average(trial => ShareOf(trial.Choices, part)))],
            NoiseCorrelationOf(pair.Value)))
    ];

    private static double ShareOf(int[] choices, int part) =>
        choices.Count(choice => choice == part) / (double)choices.Length;

    /// <summary>What the same draw adds to even grey, where nothing is cut off at black or white.</summary>
    private static Mat NoiseOf(DegradationPlan plan)
    {
        using Mat grey = new(plan.InputSize, MatType.CV_8UC3, Scalar.All(MiddleGrey));
        using Mat degraded = plan.Apply(grey);
        Mat noise = new();
        Cv2.Absdiff(degraded, Scalar.All(MiddleGrey), noise);
        return noise;
    }

    private static double NoiseOf(Rect place, Mat noise)
    {
        using Mat tile = new(noise, place);
        return Cv2.Norm(tile, NormTypes.L2SQR) / place.Width / place.Height;
    }

    private static double? NoiseCorrelationOf(IReadOnlyList<Trial> trials)
    {
        double[] costs = [.. trials.SelectMany(trial => trial.Costs)];
        double[] noise = [.. trials.SelectMany(trial => trial.Noise)];
        return noise.Length < 2 || costs.Min() == costs.Max() ? null : Spearman.Spearman(costs, noise);
    }

    private static string NameBeside(string bundle) =>
        $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(bundle)))}/{Path.GetFileName(bundle)}";

    private sealed record Trial(
        double Psnr, double Cost, double Seconds, int[] Choices, double[] Costs, double[] Noise);
}
