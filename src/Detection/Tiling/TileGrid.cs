using OpenCvSharp;

namespace DetectionSdk.Tiling;

/// <summary>The tiles of a picture: all of one size, spread evenly, so that neighbours overlap alike.</summary>
internal sealed class TileGrid
{
    // The longer side of the photographs of COCO, and so of the objects that most detectors know.
    private const double UsualSide = 640;

    private TileGrid(Size picture, Size tile, int[] columns, int[] rows)
    {
        Picture = picture;
        Tile = tile;
        Columns = columns;
        Rows = rows;
    }

    public Size Picture { get; }

    public Size Tile { get; }

    /// <summary>Left edges.</summary>
    public int[] Columns { get; }

    /// <summary>Top edges.</summary>
    public int[] Rows { get; }

    public int Count => Columns.Length * Rows.Length;

    /// <summary>A tile, row after row.</summary>
    public Rect this[int index] => new(
        new Point(Columns[index % Columns.Length], Rows[index / Columns.Length]), Tile);

    /// <summary>In how many tiles an object lies whole.</summary>
    public int CountWhole(Rect2d box) =>
        Enumerable.Range(0, Columns.Length).Count(i => !IsCut(Columns, i, Tile.Width, box.Left, box.Right))
        * Enumerable.Range(0, Rows.Length).Count(i => !IsCut(Rows, i, Tile.Height, box.Top, box.Bottom));

    /// <summary>How many tiles hold this share of a box, or more.</summary>
    public int CountHolding(Rect2d box, double share) => Enumerable.Range(0, Count).Count(
        tile => Shared(Columns[tile % Columns.Length], Tile.Width, box.Left, box.Right)
            * Shared(Rows[tile / Columns.Length], Tile.Height, box.Top, box.Bottom)
            >= share * box.Width * box.Height);

    /// <summary>How near to an edge a box ends that the edge cuts, in pixels: boxes are not that exact.</summary>
    public static double Reach(int length) => Math.Max(2, length * 0.01);

    /// <summary>The tiles that options ask for; null where the whole picture says it all.</summary>
    public static TileGrid? For(Size picture, ModelInfo model, TilingOptions options)
    {
        Size tile = options.Size is { } side ? new Size(side, side) : Usual(model.InputSize);
        double whole = options.Size is null ? options.LargestWhole : 1;
        return picture.Width <= tile.Width * whole && picture.Height <= tile.Height * whole
            ? null
            : Cut(picture, tile, options.Overlap);
    }

    /// <param name="picture">Size of the picture.</param>
    /// <param name="tile">Size of a tile; smaller where the picture is.</param>
    /// <param name="overlap">Least share of a tile that its neighbour sees too.</param>
    public static TileGrid Cut(Size picture, Size tile, double overlap)
    {
        Size fitting = new(Math.Min(tile.Width, picture.Width), Math.Min(tile.Height, picture.Height));
        return new TileGrid(
            picture, fitting, Cut(picture.Width, fitting.Width, overlap), Cut(picture.Height, fitting.Height, overlap));
    }

    // As large as a usual photograph, which the model fits into its input, or as the input where that is larger.
    private static Size Usual(Size input)
    {
        double scale = Math.Max(1, UsualSide / Math.Max(input.Width, input.Height));
        return new Size((int)(input.Width * scale), (int)(input.Height * scale));
    }

    // The edge of the picture cuts nothing.
    private static bool IsCut(int[] starts, int index, int length, double from, double to) =>
        (index > 0 && from - starts[index] <= Reach(length))
        || (index < starts.Length - 1 && starts[index] + length - to <= Reach(length));

    private static double Shared(int start, int length, double from, double to) =>
        Math.Max(0, Math.Min(start + length, to) - Math.Max(start, from));

    private static int[] Cut(int length, int tile, double overlap)
    {
        int step = Math.Max(1, (int)(tile * (1 - overlap)));
        int count = (length - tile + step - 1) / step + 1;
        if (count == 1) return [0];
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * (length - tile) / (count - 1)))];
    }
}
