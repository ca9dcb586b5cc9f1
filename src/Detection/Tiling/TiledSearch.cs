using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Tiling;

/// <summary>Searches a picture whole and tile by tile, and merges what was found.</summary>
/// <param name="model">Whose input and stride the tiles fit.</param>
/// <param name="options">Of the detector, with tiling.</param>
/// <param name="detect">Searches several pictures of one size at once, without tiles.</param>
internal sealed class TiledSearch(
    ModelInfo model, DetectorOptions options, Func<IReadOnlyList<Mat>, IReadOnlyList<DetectionResult>> detect)
{
    // Tiles of one batch: more gain nothing and cost memory.
    private const int LargestBatch = 8;

    private StageTimings _timings;

    /// <summary>Searches a picture, given as the network is to see it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="rota">In a stream, which tiles are searched in this frame; null for all.</param>
    public DetectionResult Run(Mat picture, TileRota? rota = null)
    {
        TilingOptions tiling = options.Tiling!;
        if (TileGrid.For(picture.Size(), model, tiling) is not { } grid) return Look([picture])[0];
        List<TileFinding> findings = [];
        if (tiling.WholePicture)
            findings.AddRange(
                Look([picture])[0].Objects.Select(o => new TileFinding(o, TileFinding.WholePicture, IsCut: false)));
        foreach (int[] tiles in (rota?.Next(grid) ?? Enumerable.Range(0, grid.Count)).Chunk(LargestBatch))
            findings.AddRange(Search(picture, grid, tiles, rota));
        if (rota is not null) findings.AddRange(rota.Remembered);
        return Merge(grid, findings);
    }

    private List<TileFinding> Search(Mat picture, TileGrid grid, int[] tiles, TileRota? rota)
    {
        Mat[] views = [.. tiles.Select(tile => new Mat(picture, grid[tile]))];
        try
        {
            IReadOnlyList<DetectionResult> results = Look(views);
            List<TileFinding> findings = [];
            for (int i = 0; i < tiles.Length; i++)
            {
                TileFinding[] found =
                [
                    .. results[i].Objects.Select(o => TileFinding.Of(o, grid, tiles[i])).OfType<TileFinding>()
                ];
                rota?.Remember(tiles[i], found);
                findings.AddRange(found);
            }
            return findings;
        }
        finally
        {
            foreach (Mat view in views) view.Dispose();
        }
    }

    private IReadOnlyList<DetectionResult> Look(IReadOnlyList<Mat> pictures)
    {
        IReadOnlyList<DetectionResult> results = detect(pictures);
        foreach (DetectionResult result in results)
            _timings = new StageTimings(
                _timings.FrontEnd, _timings.Preprocess + result.Timings.Preprocess,
                _timings.Inference + result.Timings.Inference, _timings.Postprocess + result.Timings.Postprocess);
        return results;
    }

    private DetectionResult Merge(TileGrid grid, List<TileFinding> findings)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<DetectedObject> objects = new TileMerge(grid, options).Run(findings);
        TimeSpan merging = Stopwatch.GetElapsedTime(start);
        return new DetectionResult(
            grid.Picture, objects, _timings with { Postprocess = _timings.Postprocess + merging });
    }
}
