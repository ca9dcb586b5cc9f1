using System.Globalization;
using System.Text;

namespace DetectionSdk.Training;

/// <summary>Text as Python's repr writes it, the form in which Ultralytics stores class names.</summary>
internal static class PythonLiteral
{
    /// <summary>{0: 'first', 1: 'second'}.</summary>
    public static string Dictionary(IReadOnlyList<string> values) =>
        $"{{{string.Join(", ", values.Select((value, index) => string.Create(CultureInfo.InvariantCulture, $"{index}: {Quote(value)}")))}}}";

    private static string Quote(string value)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal)
            ? '"'
            : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (char character in value)
        {
            text.Append(character switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when character == quote => $"\\{quote}",
                _ when char.IsControl(character) =>
                    string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => character.ToString(),
            });
        }
        return text.Append(quote).ToString();
    }
}
