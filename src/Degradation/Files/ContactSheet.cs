using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// A picture of degradations side by side: every entry shows the original, the degraded image enlarged pixel by pixel to
/// the same size, and the plan in words. Not thread-safe.
/// </summary>
public sealed class ContactSheet : IDisposable
{
    private const int Columns = 2, Cell = 320, Margin = 12, LineHeight = 18, CharactersPerLine = 2 * Cell / 8;
    private const double FontScale = 0.42;
    private readonly List<Mat> _entries = [];

    /// <summary>Adds an image and what a plan makes of it.</summary>
    /// <param name="title">What it is, for instance a file name.</param>
    /// <param name="original">8-bit BGR of the plan's input size; not kept, not changed.</param>
    /// <param name="plan">What to show.</param>
    /// <exception cref="DegradationException">The image does not fit the plan.</exception>
    public void Add(string title, Mat original, DegradationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using Mat degraded = plan.Apply(original);
        string[] lines = [title, .. Wrap(plan.ToString())];
        Mat entry = new(Cell + LineHeight * lines.Length + Margin, 2 * Cell + Margin, MatType.CV_8UC3, Scalar.All(255));
        Place(original, entry, left: 0, InterpolationFlags.Area);
        Place(degraded, entry, left: Cell + Margin, InterpolationFlags.Nearest);
        for (int i = 0; i < lines.Length; i++)
            Cv2.PutText(entry, lines[i], new Point(0, Cell + LineHeight * (i + 1) - 4), HersheyFonts.HersheySimplex, FontScale,
                Scalar.All(i == 0 ? 0 : 90), thickness: 1, LineTypes.AntiAlias);
        _entries.Add(entry);
    }

    /// <summary>The sheet, two entries a row.</summary>
    /// <returns>8-bit BGR; the caller disposes it.</returns>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public Mat Draw()
    {
        if (_entries.Count == 0) throw new InvalidOperationException("The contact sheet has no entry.");
        int width = 2 * Cell + 2 * Margin, height = _entries.Max(entry => entry.Height) + Margin;
        int rows = (_entries.Count + Columns - 1) / Columns;
        Mat sheet = new(rows * height + Margin, Math.Min(Columns, _entries.Count) * width + Margin, MatType.CV_8UC3, Scalar.All(255));
        for (int i = 0; i < _entries.Count; i++)
        {
            using Mat place = new(sheet, new Rect(Margin + i % Columns * width, Margin + i / Columns * height, _entries[i].Width, _entries[i].Height));
            _entries[i].CopyTo(place);
        }
        return sheet;
    }

    /// <summary>Releases the entries.</summary>
    public void Dispose()
    {
        foreach (Mat entry in _entries) entry.Dispose();
        _entries.Clear();
    }

    private static void Place(Mat image, Mat entry, int left, InterpolationFlags enlarging)
    {
        double scale = (double)Cell / Math.Max(image.Width, image.Height);
        Size size = new(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        using Mat place = new(entry, new Rect(left, 0, size.Width, size.Height));
        Cv2.Resize(image, place, size, interpolation: scale < 1 ? InterpolationFlags.Area : enlarging);
    }

    private static IEnumerable<string> Wrap(string text)
    {
        string line = "";
        foreach (string part in text.Split(", "))
        {
            if (line.Length > 0 && line.Length + part.Length + 2 > CharactersPerLine)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? part : $"{line}, {part}";
        }
        yield return line;
    }
}
