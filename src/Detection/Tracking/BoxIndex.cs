using OpenCvSharp;

namespace DetectionSdk.Tracking;

/// <summary>
/// Boxes in the order of their left sides, so that those near another box are found without a look at all of them.
/// </summary>
internal sealed class BoxIndex
{
    private readonly Rect2d[] _boxes;
    private readonly int[] _order;
    private readonly double[] _left;
    private readonly double _widest;

    public BoxIndex(IReadOnlyList<Rect2d> boxes)
    {
        _boxes = [.. boxes];
        _order = [.. Enumerable.Range(0, _boxes.Length)];
        _left = [.. _boxes.Select(box => box.Left)];
        Array.Sort(_left, _order);
        _widest = _boxes.Length > 0 ? _boxes.Max(box => box.Width) : 0;
    }

    /// <summary>The boxes that share an area with another one, by their numbers.</summary>
    public IEnumerable<int> Touching(Rect2d area)
    {
        int first = Array.BinarySearch(_left, area.Left - _widest);
        for (int i = first < 0 ? ~first : first; i < _left.Length && _left[i] < area.Right; i++)
        {
            Rect2d box = _boxes[_order[i]];
            if (box.Right > area.Left && box.Top < area.Bottom && box.Bottom > area.Top) yield return _order[i];
        }
    }
}
