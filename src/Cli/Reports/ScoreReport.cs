using System.Globalization;
using System.Text.Json;
using DetectionSdk.Evaluation;
using Spectre.Console;

namespace DetectionSdk.Cli;

/// <summary>Shows the twelve numbers and the AP of each class, as a table and as JSON.</summary>
internal static class ScoreReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(CocoEvaluation evaluation)
    {
        Table table = new Table()
            .Border(TableBorder.Simple).AddColumns("class", "objects", "AP", "AP50", "AP75", "AR100");
        foreach (TableColumn number in table.Columns.Skip(1)) number.RightAligned();
        foreach (CocoClassScores item in evaluation.Classes.Where(c => c.Objects > 0))
            table.AddRow(Cells(item.Name, item.Objects, item.AP, item.AP50, item.AP75, item.AR100));

        CocoScores all = evaluation.Scores;
        table.AddRow(Cells("all", evaluation.Classes.Sum(c => c.Objects), all.AP, all.AP50, all.AP75, all.AR100));
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"small / medium / large: AP {Text(all.APs)} / {Text(all.APm)} / {Text(all.APl)}, AR {Text(all.ARs)} / "
            + $"{Text(all.ARm)} / {Text(all.ARl)}; AR1 {Text(all.AR1)}, AR10 {Text(all.AR10)}");
    }

    /// <summary>
    /// Writes an object with the numbers under pycocotools' names, or the same to stdout for <c>-</c>.
    /// </summary>
    public static void WriteJson(CocoScores scores, string path)
    {
        if (path == "-") Console.WriteLine(JsonSerializer.Serialize(scores, Indented));
        else AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, scores, Indented));
    }

    private static Text[] Cells(string name, int objects, params double[] numbers) =>
        [
            new Text(name), new Text(objects.ToString(CultureInfo.InvariantCulture)),
            .. numbers.Select(n => new Text(Text(n)))
        ];

    // -1 stands for "no such object".
    public static string Text(double number) =>
        number < 0 ? "-" : number.ToString("0.000", CultureInfo.InvariantCulture);
}
