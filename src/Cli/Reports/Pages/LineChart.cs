using System.Security.Cryptography;
using System.Text;
using ScottPlot;

namespace DetectionSdk.Cli;

/// <summary>Curves as a vector drawing that follows the colours of the page.</summary>
internal static class LineChart
{
    private const int Width = 560, Height = 360;
    private const string Ink = "#010203"; // becomes the page's own colour

    private static readonly string[] Colours = ["#2f74d0", "#d06a1f", "#2e8b57", "#9159c9", "#c2417a", "#7a7a2e"];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    /// <summary>Draws curves; points that are no numbers are left out.</summary>
    /// <param name="description">What is to be seen, for who does not see it.</param>
    /// <param name="x">What runs to the right.</param>
    /// <param name="y">What runs upwards.</param>
    /// <param name="curves">Name and points of each.</param>
    /// <param name="upTo">Upper end of both axes of shares; null: as the points are.</param>
    public static Markup Draw(
        string description, string x, string y, IEnumerable<(string Name, double[] X, double[] Y)> curves,
        double? upTo = null)
    {
        using Plot plot = new();
        foreach ((int index, (string name, double[] xs, double[] ys)) in curves.Index())
        {
            ScottPlot.Plottables.Scatter line =
                plot.Add.ScatterLine(xs, ys, Color.FromHex(Colours[index % Colours.Length]));
            line.LegendText = name;
            line.LineWidth = 2;
            line.LinePattern = Patterns[index / Colours.Length % Patterns.Length];
        }

        if (upTo is { } end) plot.Axes.SetLimits(0, end, 0, end * 1.02);
        else plot.Axes.SetLimitsY(0, plot.Axes.GetDataLimits().Top * 1.05);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Font.Set("DejaVu Sans");
        Colour(plot);
        string svg = plot.GetSvgXml(Width, Height);
        string own = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(svg)))[..8];
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]
            .Replace("<svg ", $"<svg viewBox=\"0 0 {Width} {Height}\" ", StringComparison.Ordinal)
            .Replace(Ink, "currentColor", StringComparison.OrdinalIgnoreCase)
            .Replace("cl_", $"clip-{own}-", StringComparison.Ordinal); // one name once per page
        return Markup.Of(
            $"""
            <figure class="chart"><div role="img" aria-label="{description}">{new Markup(svg)}</div></figure>

            """);
    }

    private static void Colour(Plot plot)
    {
        Color ink = Color.FromHex(Ink), none = Colors.Transparent;
        plot.FigureBackground.Color = none;
        plot.DataBackground.Color = none;
        plot.Axes.Color(ink);
        plot.Grid.MajorLineColor = Color.FromHex("#808080").WithAlpha(0.3);
        plot.Legend.BackgroundColor = none;
        plot.Legend.OutlineColor = none;
        plot.Legend.ShadowColor = none;
        plot.Legend.FontColor = ink;
        plot.ShowLegend(Edge.Bottom);
    }
}
