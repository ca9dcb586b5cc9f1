namespace DetectionSdk;

/// <summary>
/// Chooses by how well each part suits a tile, and by what may be spent: without a <see cref="FrontEndContext.Budget"/>
/// each tile gets the part that suits it best, the cheapest of equals; with one, the image's tiles compete, and the
/// budget goes where a costlier part gains most for its cost. Derive from it to score by a rule of your own.
/// </summary>
public abstract class ScoringRouter : TileRouter
{
    /// <inheritdoc/>
    /// <remarks>The part that suits best, whatever it costs; of equals the first.</remarks>
    public sealed override int Choose(ImageTile tile, FrontEndContext context) =>
        Best(Score([tile], context).Single());

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The budget is not in (0, 1], or too small.</exception>
    /// <exception cref="InvalidOperationException">A score of your own is missing, or the bundle's costs.</exception>
    public sealed override IReadOnlyList<int> ChooseAll(
        IReadOnlyList<ImageTile> tiles, IReadOnlyList<BundlePart> parts, FrontEndContext context)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<double[]> scores = Score(tiles, context);
        if (scores.Count != tiles.Count || scores.Any(score => score.Length != parts.Count))
            throw new InvalidOperationException(
                $"{GetType().Name} gave {scores.Count} x "
                + $"{string.Join(" or ", scores.Select(score => score.Length).Distinct())} "
                + $"scores; expected {tiles.Count} x {parts.Count}, one per tile and part.");
        if (context.Budget is not { } budget) return [.. scores.Select(Best)];
        TileBudget spending = new([.. parts.Select(CostOf)], OwnCost, budget);
        return spending.Choose(scores, [.. tiles.Select(tile => (double)tile.Place.Width * tile.Place.Height)]);
    }

    /// <summary>Scores all parts for all tiles of an image. Called from any thread.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="context">What is known beside the pixels.</param>
    /// <returns>
    /// For each tile one number per part, in their order, larger ones for parts that suit it better: of any scale, but
    /// of one for all tiles.
    /// </returns>
    protected abstract IReadOnlyList<double[]> Score(IReadOnlyList<ImageTile> tiles, FrontEndContext context);

    private static int Best(double[] scores) => Array.IndexOf(scores, scores.Max());

    private static double CostOf(BundlePart part) => part.Cost
        ?? throw new InvalidOperationException(
            $"Part '{part.Name}' says no cost, so no budget can be kept; expected one in {nameof(BundlePart)}.Cost.");
}
