using System.Globalization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// Says what a bundle with a router spent on images and on which parts, warns where the router chooses one part nearly
/// always, and draws its choices.
/// </summary>
/// <param name="resolver">The bundle.</param>
/// <param name="maps">Folder for pictures of the choices; null for none.</param>
internal sealed class RoutingReport(SuperResolver resolver, string? maps)
{
    private const double Collapsed = 0.9;
    private const int FewTiles = 10;

    private readonly Dictionary<BundlePart, int> _tiles = [];
    private readonly List<double> _spent = [];

    /// <summary>The report of a front-end; null where nothing is chosen.</summary>
    /// <exception cref="UsageException">A map was asked for, and nothing is chosen.</exception>
    public static RoutingReport? Of(FrontEnd frontEnd, string? maps)
    {
        if (frontEnd is SuperResolver { Model.Bundle.Router: not null } resolver)
            return new RoutingReport(resolver, maps);
        return maps is null
            ? null
            : throw new UsageException("--map is for bundles with a router, without --gate; this one chooses nothing.");
    }

    /// <summary>Takes an image into account.</summary>
    /// <param name="image">The image.</param>
    /// <param name="context">What the front-end is told of it.</param>
    /// <param name="name">Its name with an extension, for the map.</param>
    public void Add(Mat image, FrontEndContext context, string name)
    {
        IReadOnlyList<RoutedTile> tiles = resolver.Route(image, context);
        foreach (RoutedTile tile in tiles) _tiles[tile.Part] = _tiles.GetValueOrDefault(tile.Part) + 1;
        if (resolver.Model.Bundle.SpentOn(tiles) is { } spent) _spent.Add(spent);
        if (maps is null) return;
        using BgrImage bgr = BgrImage.From(image);
        using Mat map = RoutingMap.Draw(bgr.Pixels, resolver.Model.Bundle, tiles);
        AtomicFile.Write(Path.Combine(maps, Path.ChangeExtension(name, ".png")), file => map.WriteToStream(file));
    }

    public void Print()
    {
        double all = _tiles.Values.Sum();
        if (all == 0) return;
        string shares = string.Join(", ", resolver.Model.Bundle.Parts.Select(part => string.Create(
            CultureInfo.InvariantCulture, $"{part.Name} {_tiles.GetValueOrDefault(part) / all:P0}")));
        Console.WriteLine($"{shares} of the tiles");
        if (_spent.Count > 0)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{_spent.Average():P1} of what the costliest part alone would cost in the same tiles"));
        (BundlePart part, int tiles) = _tiles.MaxBy(pair => pair.Value);
        if (resolver.Model.Bundle.Parts.Count > 1 && all >= FewTiles && tiles > Collapsed * all)
            CommandRunner.Report(
                $"more than {Collapsed:P0} of the tiles go to '{part.Name}': the router hardly chooses on these "
                + "images.");
    }
}
