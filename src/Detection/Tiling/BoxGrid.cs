using OpenCvSharp;

namespace DetectionSdk.Tiling;

/// <summary>
/// Boxes by place and size, so that those near another one are found without a look at all: per power of two of the
/// longer side a grid of that pitch, with every box in the cell of its centre.
/// </summary>
internal sealed class BoxGrid
{
    private readonly Dictionary<int, Dictionary<(int X, int Y), List<int>>> _levels = [];
    private readonly List<Rect2d> _boxes = [];

    /// <summary>How many boxes were compared with one that was asked for.</summary>
    public long Comparisons { get; private set; }

    /// <summary>Adds a box; boxes are numbered as they come.</summary>
    public void Add(Rect2d box)
    {
        int level = Level(box);
        if (!_levels.TryGetValue(level, out Dictionary<(int X, int Y), List<int>>? cells)) _levels[level] = cells = [];
        (int X, int Y) cell = Cell(Centre(box), level);
        if (!cells.TryGetValue(cell, out List<int>? boxes)) cells[cell] = boxes = [];
        boxes.Add(_boxes.Count);
        _boxes.Add(box);
    }

    /// <summary>Adds the numbers of the boxes that share an area with another one, in ascending order.</summary>
    public void FindTouching(Rect2d area, List<int> found)
    {
        found.Clear();
        foreach ((int level, Dictionary<(int X, int Y), List<int>> cells) in _levels) Look(area, level, cells, found);
        found.Sort();
    }

    // Boxes of a level are no longer than its pitch, so their centres lie within half of it around the area.
    private void Look(Rect2d area, int level, Dictionary<(int X, int Y), List<int>> cells, List<int> found)
    {
        double half = Pitch(level) / 2;
        (int left, int top) = Cell(new Point2d(area.Left - half, area.Top - half), level);
        (int right, int bottom) = Cell(new Point2d(area.Right + half, area.Bottom + half), level);
        if ((right - left + 1L) * (bottom - top + 1L) > cells.Count)
        {
            foreach (List<int> boxes in cells.Values) Compare(area, boxes, found);
            return;
        }
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                if (cells.TryGetValue((x, y), out List<int>? boxes)) Compare(area, boxes, found);
            }
        }
    }

    private void Compare(Rect2d area, List<int> boxes, List<int> found)
    {
        Comparisons += boxes.Count;
        foreach (int number in boxes)
        {
            if (Intersection(_boxes[number], area) > 0) found.Add(number);
        }
    }

    /// <summary>The area that two boxes share.</summary>
    public static double Intersection(Rect2d one, Rect2d other)
    {
        double width = Math.Min(one.Right, other.Right) - Math.Max(one.Left, other.Left);
        double height = Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Top, other.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    private static Point2d Centre(Rect2d box) => new(box.X + box.Width / 2, box.Y + box.Height / 2);

    private static int Level(Rect2d box) => (int)Math.Ceiling(Math.Log2(Math.Max(Math.Max(box.Width, box.Height), 1)));

    private static double Pitch(int level) => Math.ScaleB(1, level);

    private static (int X, int Y) Cell(Point2d point, int level) =>
        ((int)Math.Floor(point.X / Pitch(level)), (int)Math.Floor(point.Y / Pitch(level)));
}
