using System.Text.Json.Serialization;

namespace DetectionSdk;

/// <summary>
/// Chooses, for each tile of an image, the part of a <see cref="FrontEndBundle"/> that enlarges it. Thread-safe. Derive
/// from it to choose by a rule of your own, and give that to <see cref="SuperResolver.Load"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VarianceRouter), "variance")]
[JsonDerivedType(typeof(EdgeRouter), "edges")]
[JsonDerivedType(typeof(NoiseRouter), "noise")]
[JsonDerivedType(typeof(LearnedRouter), "learned")]
[JsonDerivedType(typeof(PlannedRouter), "planned")]
public abstract class TileRouter : IDisposable
{
    /// <summary>Multiply-adds per input pixel that choosing itself costs. Default 0.</summary>
    [JsonIgnore]
    public virtual double OwnCost => 0;

    /// <summary>Chooses for one tile. Called from any thread.</summary>
    /// <param name="tile">Its pixels and its place.</param>
    /// <param name="context">What is known beside the pixels.</param>
    /// <returns>Index of a part among those that serve the frame, in the order of the bundle.</returns>
    public abstract int Choose(ImageTile tile, FrontEndContext context);

    /// <summary>
    /// Chooses for all tiles of an image. Override it where all at once is quicker than one after the other, or where
    /// one tile's part depends on the others'.
    /// </summary>
    /// <param name="tiles">The tiles, in rows.</param>
    /// <param name="parts">What is chosen among: the parts that serve the frame, in the order of the bundle.</param>
    /// <param name="context">What is known beside the pixels.</param>
    /// <returns>One index per tile, in their order.</returns>
    public virtual IReadOnlyList<int> ChooseAll(
        IReadOnlyList<ImageTile> tiles, IReadOnlyList<BundlePart> parts, FrontEndContext context) =>
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

    /// <summary>The router as a bundle holds it, and the file that it needs there; null without one.</summary>
    internal virtual (TileRouter Router, string Name, byte[] Content)? Pack() => null;

    /// <summary>Opens what the router needs of its bundle.</summary>
    /// <param name="bundle">The bundle's path, for messages.</param>
    /// <param name="read">Gives a file of the bundle by its name; null where there is none.</param>
    /// <param name="options">How networks are run.</param>
    /// <exception cref="ModelFormatException">It is missing or damaged.</exception>
    internal virtual void Open(string bundle, Func<string, byte[]?> read, RuntimeOptions options) { }
}
