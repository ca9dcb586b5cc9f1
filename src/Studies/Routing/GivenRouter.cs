namespace DetectionSdk.Studies;

/// <summary>Chooses what it was told, for one image at a time.</summary>
internal sealed class GivenRouter : TileRouter
{
    /// <summary>The part of each tile of the next image.</summary>
    public IReadOnlyList<int> Choices { get; set; } = [];

    public override int Choose(ImageTile tile, FrontEndContext context) => throw new NotSupportedException();

    public override IReadOnlyList<int> ChooseAll(
        IReadOnlyList<ImageTile> tiles, IReadOnlyList<BundlePart> parts, FrontEndContext context) => Choices;
}
