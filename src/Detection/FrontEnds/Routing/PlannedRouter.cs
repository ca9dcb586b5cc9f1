namespace DetectionSdk;

/// <summary>
/// Chooses as it was planned for each tile of each frame of one clip, by what the networks were fitted to. Immutable.
/// </summary>
public sealed class PlannedRouter : TileRouter
{
    /// <param name="tilesPerFrame">Tiles of a frame, in rows; at least 1.</param>
    /// <param name="plan">The part of each tile, frame after frame.</param>
    /// <exception cref="ArgumentException">The plan is empty, or not of whole frames.</exception>
    public PlannedRouter(int tilesPerFrame, byte[] plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(tilesPerFrame, 1);
        if (plan.Length == 0 || plan.Length % tilesPerFrame != 0)
            throw new ArgumentException(
                $"The plan is for {plan.Length} tiles; expected whole frames of {tilesPerFrame}.", nameof(plan));
        TilesPerFrame = tilesPerFrame;
        Plan = [.. plan];
    }

    /// <summary>Tiles of a frame, in rows.</summary>
    public int TilesPerFrame { get; }

    /// <summary>The part of each tile, frame after frame.</summary>
    public byte[] Plan { get; }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A tile alone says not which of its frame it is.</exception>
    public override int Choose(ImageTile tile, FrontEndContext context) =>
        throw new NotSupportedException("A plan is for all tiles of a frame; expected ChooseAll.");

    /// <inheritdoc/>
    /// <exception cref="ImageFormatException">The frame is not of the clip, or cut into other tiles.</exception>
    public override IReadOnlyList<int> ChooseAll(
        IReadOnlyList<ImageTile> tiles, IReadOnlyList<BundlePart> parts, FrontEndContext context)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(context);
        int frames = Plan.Length / TilesPerFrame;
        if (tiles.Count == TilesPerFrame && context.Frame is { } frame && frame >= 0 && frame < frames)
            return [.. Plan.AsSpan((int)frame * TilesPerFrame, TilesPerFrame).ToArray().Select(part => (int)part)];
        throw new ImageFormatException(
            $"The plan is for {frames} frames of {TilesPerFrame} tiles; got frame "
            + $"{context.Frame?.ToString() ?? "(none)"} of {tiles.Count}.");
    }

    /// <summary>The router and the size of its plan on one line.</summary>
    public override string ToString() => $"planned: {Plan.Length / TilesPerFrame} frames of {TilesPerFrame} tiles";

    internal override string? FaultFor(int parts) => Plan.Max() < parts
        ? null
        : $"the {nameof(PlannedRouter)} plans part {Plan.Max()} of {parts}, counted from 0";
}
