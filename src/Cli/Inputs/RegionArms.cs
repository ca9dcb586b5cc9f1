using DetectionSdk.Evaluation;
using DetectionSdk.Studies;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>The networks of <c>detsdk study regions</c>, and what each is told. Owns them.</summary>
internal sealed class RegionArms : IDisposable
{
    private const string Bicubic = "bicubic:";

    private readonly List<IDisposable> _owned = [];
    private readonly List<RegionArm> _arms = [];

    private RegionArms()
    {
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<RegionArm> All => _arms;

    /// <summary>By how much they enlarge.</summary>
    public int Scale { get; private set; }

    /// <summary>Whether a text has the form NAME=FILE or NAME=FILE@MAPS.</summary>
    public static bool IsArm(string text) =>
        text.Split('=', 2) is [{ Length: > 0 }, var file] && file.Split('@', 2).All(part => part.Length > 0);

    /// <summary>Opens networks, given as NAME=FILE or NAME=FILE@MAPS.</summary>
    public static RegionArms Load(IReadOnlyList<string> networks, AnnotatedDataSet pictures, int threads)
    {
        RegionArms arms = new();
        try
        {
            foreach (string network in networks) arms.Add(network, pictures, threads);
            return arms;
        }
        catch
        {
            arms.Dispose();
            throw;
        }
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private void Add(string text, AnnotatedDataSet pictures, int threads)
    {
        string[] parts = text.Split('=', 2), file = parts[1].Split('@', 2);
        if (parts[1].StartsWith(Bicubic, StringComparison.Ordinal))
        {
            if (!int.TryParse(parts[1][Bicubic.Length..], out int factor) || factor is < 1 or > 16)
                throw new UsageException($"'{text}' names no scale; expected bicubic:S with a whole S from 1 to 16.");
            Add(new RegionArm(parts[0], Owned(new BicubicFrontEnd(factor)), null), factor, text);
            return;
        }
        SuperResolver resolver = Owned(
            SuperResolver.Load(file[0], new SuperResolverOptions { Threads = threads, TileSize = 0 }));
        bool isTold = resolver.Model.ClassNames.Count > 0;
        if (!isTold && file.Length == 2)
            throw new UsageException($"'{text}' names maps, but '{file[0]}' takes none.");
        int scale = resolver.Model.Scale
            ?? throw new UsageException($"'{file[0]}' has any scale; expected a fixed one.");
        Func<int, Mat, Mat>? tell = isTold ? Telling(file.ElementAtOrDefault(1), resolver.Model, pictures) : null;
        Add(new RegionArm(parts[0], resolver, tell), scale, text);
    }

    private void Add(RegionArm arm, int scale, string text)
    {
        if (_arms.Count > 0 && scale != Scale)
            throw new UsageException($"'{text}' enlarges by {scale}, those before it by {Scale}.");
        Scale = scale;
        _arms.Add(arm);
    }

    private Func<int, Mat, Mat> Telling(string? maps, SuperResolverInfo model, AnnotatedDataSet pictures)
    {
        MapTeller teller = Owned(MapTeller.Open(maps ?? MapTeller.Labels, pictures, model));
        return teller.Tell;
    }

    private T Owned<T>(T disposable) where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }
}
