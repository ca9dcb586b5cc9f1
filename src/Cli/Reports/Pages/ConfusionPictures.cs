using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// The worst pictures of each cell of a confusion matrix, hidden until a link leads to them. Only so many that a page
/// stays small, however many classes there are: errors first, the worst of every cell before the second of any.
/// </summary>
internal sealed class ConfusionPictures
{
    /// <summary>Number of pictures of one detector.</summary>
    public const int MostOfAll = 144;

    private const int MostOfCell = 3, LongestSide = 336;
    private const double LeastSide = 160, Surroundings = 2.5;

    private readonly EvaluatedModel _model;
    private readonly int _number;
    private readonly ConfusionMatrix _matrix;
    private readonly Dictionary<(int Actual, int Found), List<Confusion>> _cells = [];

    private ConfusionPictures(EvaluatedModel model, int number, ConfusionMatrix matrix) =>
        (_model, _number, _matrix) = (model, number, matrix);

    /// <summary>Chooses the pictures.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="number">Its number on the page.</param>
    /// <param name="matrix">Its confusions.</param>
    /// <param name="shown">The classes that have a row and a column.</param>
    public static ConfusionPictures Choose(EvaluatedModel model, int number, ConfusionMatrix matrix, int[] shown)
    {
        ConfusionPictures chosen = new(model, number, matrix);
        var cells = shown.SelectMany(actual => shown.Select(found => (Actual: actual, Found: found)))
            .OrderByDescending(cell => matrix[cell.Actual, cell.Found]);
        var ranked = cells
            .SelectMany(cell => chosen.Worst(cell).Select((one, rank) => (Rank: rank, Cell: cell, Case: one)))
            .OrderBy(item => item.Cell.Actual == item.Cell.Found).ThenBy(item => item.Rank).Take(MostOfAll);
        foreach ((_, (int, int) cell, Confusion one) in ranked)
        {
            if (!chosen._cells.TryGetValue(cell, out List<Confusion>? cases)) chosen._cells.Add(cell, cases = []);
            cases.Add(one);
        }
        return chosen;
    }

    /// <summary>The number in a cell, a link where there are pictures.</summary>
    public Markup Link((int Actual, int Found) cell)
    {
        int count = _matrix[cell.Actual, cell.Found];
        return _cells.ContainsKey(cell)
            ? Markup.Of($"<a href=\"#{IdOf(cell)}\" aria-label=\"{count}: {NameOf(cell)}\">{count}</a>")
            : Markup.Of($"{count}");
    }

    /// <summary>All pictures, cell by cell.</summary>
    public Markup Draw() => Markup.Join(_cells.OrderBy(cell => cell.Key).Select(cell => Markup.Of(
        $"""
        <div class="cases" id="{IdOf(cell.Key)}" tabindex="-1" role="group" aria-labelledby="{IdOf(cell.Key)}-name">
        <h3 id="{IdOf(cell.Key)}-name">{_model.Name}, {NameOf(cell.Key)}: the worst {cell.Value.Count} of {_matrix[
            cell.Key.Actual, cell.Key.Found]}</h3>
        <div class="row">{cell.Value.Select(Draw)}</div></div>

        """)));

    private string IdOf((int Actual, int Found) cell) =>
        FormattableString.Invariant($"cases-{_number}-{cell.Actual}-{cell.Found}");

    private string NameOf((int Actual, int Found) cell) =>
        cell.Actual == _matrix.Background ? $"{_model.Truth.ClassNames[cell.Found]} found where nothing is"
        : cell.Found == _matrix.Background ? $"{_model.Truth.ClassNames[cell.Actual]} not found"
        : $"{_model.Truth.ClassNames[cell.Actual]} found as {_model.Truth.ClassNames[cell.Found]}";

    private IEnumerable<Confusion> Worst((int Actual, int Found) cell)
    {
        IEnumerable<Confusion> cases = _matrix.Cases(cell.Actual, cell.Found);
        return (cell.Found == _matrix.Background ? cases.OrderByDescending(one => one.Annotation!.Area)
            : cell.Actual == cell.Found ? cases.OrderBy(one => one.Detection!.Value.Score)
            : cases.OrderByDescending(one => one.Detection!.Value.Score))
            .DistinctBy(one => one.ImageIndex).Take(MostOfCell);
    }

    private Markup Draw(Confusion one)
    {
        using Mat picture = _model.Read(one.ImageIndex);
        DrawnBox[] boxes = [.. Boxes(one)];
        Rect view = View(boxes.Select(drawn => drawn.Box).Aggregate((all, next) => all | next), picture.Size());
        using Mat shown = new(picture, view);
        return BoxedPicture.Draw(
            shown, boxes.Select(drawn => drawn with { Box = drawn.Box - new Point2d(view.X, view.Y) }),
            $"{_model.Truth.Images[one.ImageIndex].Name}: {string.Join(", ", boxes.Select(drawn => drawn.Label))}",
            LongestSide);
    }

    private IEnumerable<DrawnBox> Boxes(Confusion one)
    {
        if (one.Annotation is { } annotation)
            yield return new DrawnBox(
                one.Detection is null ? "missed" : "object", annotation.Box, -1,
                _model.Truth.ClassNames[annotation.ClassId] + (one.Detection is null ? ", not found" : ""));
        if (one.Detection is { } found)
            yield return new DrawnBox(
                one.Annotation?.ClassId == found.ClassId ? "found" : "false", found.Box, found.Score,
                FormattableString.Invariant($"found as {_model.Truth.ClassNames[found.ClassId]} {found.Score:0.00}")
                + (one.Annotation is null ? "" : FormattableString.Invariant($" at IoU {one.Overlap:0.00}")));
    }

    /// <summary>A square around a box, as far as the picture goes.</summary>
    private static Rect View(Rect2d box, Size picture)
    {
        double side = Math.Max(LeastSide, Surroundings * Math.Max(box.Width, box.Height));
        Rect whole = new(new Point(), picture);
        Rect view = whole & new Rect2d(
            box.X + (box.Width - side) / 2, box.Y + (box.Height - side) / 2, side, side).ToRect();
        return view.Width > 0 && view.Height > 0 ? view : whole;
    }
}
