using System.Text.Json.Serialization;

namespace DetectionSdk;

/// <summary>
/// Chooses, for each tile of an image, the part of a <see cref="FrontEndBundle"/> that enlarges it. Thread-safe. Derive
/// from it to choose by a rule of your own, and give that to <see cref="SuperResolver.Load"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VarianceRouter), "variance")]
public abstract class TileRouter : IDisposable
{
    /// <summary>Chooses for one tile. Called from any thread.</summary>
    /// <param name="tile">Its pixels and its place.</param>
    /// <param name="context">What is known beside the pixels.</param>
    /// <returns>Index of a part among those that serve the frame, in the order of the bundle.</returns>
    public abstract int Choose(ImageTile tile, FrontEndContext context);

    /// <summary>
    /// Chooses for all tiles of an image. Override it where all at once is quicker than one after the other.
    /// </summary>
    /// <returns>One index per tile, in their order.</returns>
    public virtual IReadOnlyList<int> ChooseAll(IReadOnlyList<ImageTile> tiles, FrontEndContext context) =>
        [.. tiles.Select(tile => Choose(tile, context))];

    /// <summary>Releases what the router holds. Calls that are still running must have ended.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Override to release what the router holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) { }

    /// <summary>What is wrong with choosing among this many parts; null where nothing is known to be.</summary>
    internal virtual string? FaultFor(int parts) => null;
}
