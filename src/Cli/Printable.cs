using System.Globalization;
using System.Text;

namespace DetectionSdk.Cli;

/// <summary>
/// Text of others (names of files, messages that hold them) as a terminal may see it: control characters, which could
/// move the cursor or worse, and those that turn the direction of writing become escapes such as <c>\x1B</c>.
/// </summary>
internal static class Printable
{
    public static string Text(string text)
    {
        if (!text.Any(IsHarmful)) return text;
        StringBuilder safe = new(text.Length + 16);
        foreach (char character in text)
        {
            if (!IsHarmful(character)) safe.Append(character);
            else safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}");
        }
        return safe.ToString();
    }

    private static bool IsHarmful(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029'
        || character is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
