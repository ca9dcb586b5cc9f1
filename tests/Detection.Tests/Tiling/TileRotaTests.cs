using DetectionSdk.Tiling;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tiling;

public sealed class TileRotaTests
{
    private static readonly TileGrid Grid = TileGrid.Cut(new Size(300, 100), new Size(100, 100), 0);

    [Fact]
    public void Tiles_take_turns_and_the_others_are_remembered()
    {
        TileRota rota = new(2);
        Assert.Equal([0, 1], rota.Next(Grid));
        rota.Remember(0, [Found(0)]);
        rota.Remember(1, [Found(1)]);
        Assert.Empty(rota.Remembered);

        Assert.Equal([2, 0], rota.Next(Grid));
        rota.Remember(2, [Found(2)]);
        rota.Remember(0, []);
        Assert.Equal([1], rota.Remembered.Select(found => found.Look));

        Assert.Equal([1, 2], rota.Next(Grid));
        Assert.Empty(rota.Remembered);                     // tile 0 was empty when it was looked at last
    }

    [Fact]
    public void A_picture_of_another_size_begins_anew()
    {
        TileRota rota = new(1);
        rota.Next(Grid);
        rota.Remember(0, [Found(0)]);
        rota.Next(TileGrid.Cut(new Size(400, 100), new Size(100, 100), 0));
        Assert.Empty(rota.Remembered);
    }

    [Fact]
    public void More_tiles_than_there_are_means_all() => Assert.Equal([0, 1, 2], new TileRota(9).Next(Grid));

    private static TileFinding Found(int look) =>
        new(new DetectedObject(new Rect2d(0, 0, 1, 1), 0, "a", 1), look, IsCut: false);
}
