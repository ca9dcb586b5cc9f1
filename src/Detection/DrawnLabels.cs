using System.Text;

namespace DetectionSdk;

/// <summary>
/// Labels in the letters of OpenCV's stroke font, which has ASCII only. Latin, Greek and Cyrillic are transliterated;
/// for a word of another script the number of its class stands. No two labels of one picture become alike.
/// </summary>
internal static class DrawnLabels
{
    private const string Table =
        "a:àáâãäåāăąạảấầẩẫậắằẳẵặаαά b:б c:çćĉċč d:ďđðд e:èéêëēĕėęěẹẻẽếềểễệеэεέ f:фφ g:ĝğġģгґγ h:ĥħ "
        + "i:ìíîïĩīĭįıỉịиіηιήίϊΐ j:ĵј k:ķĸкκ l:ĺļľŀłлλ m:мμ n:ñńņňŉŋнν o:òóôõöøōŏőọỏốồổỗộơớờởỡợоοόωώ p:пπ "
        + "r:ŕŗřрρ s:śŝşšșсσς t:ţťŧțтτ u:ùúûüũūŭůűųụủưứừửữựуў v:вβ w:ŵẁẃẅ x:ξ y:ýÿŷỳỵỷỹйыυύϋΰ z:źżžзζ ae:æ "
        + "oe:œ ss:ß th:þθ ij:ĳ yo:ё zh:ж kh:х ts:ц ch:чχ sh:ш shch:щ yu:ю ya:я yi:ї ye:є dj:ђ lj:љ nj:њ dz:џѕ "
        + "gj:ѓ kj:ќ ps:ψ c:ћ ':ьʹ’‘ʼ \":ъ“”„«» -:–—−‐ .:…·";

    private static readonly Dictionary<char, string> Letters = new(
        from entry in Table.Split(' ')
        let colon = entry.IndexOf(':', StringComparison.Ordinal)
        from letter in entry[(colon + 1)..]
        select KeyValuePair.Create(letter, entry[..colon]));

    /// <summary>The label of each object, in their order.</summary>
    public static string[] Of(IReadOnlyList<DetectedObject> objects)
    {
        HashSet<string> shared =
        [
            .. objects.Select(o => (Drawn: Of(o.Label, o.ClassId), o.Label)).Distinct().GroupBy(l => l.Drawn)
                .Where(same => same.Count() > 1).Select(same => same.Key)
        ];
        return
        [
            .. objects.Select(o => (Drawn: Of(o.Label, o.ClassId), o.ClassId))
                .Select(l => shared.Contains(l.Drawn) ? $"{l.Drawn} ({l.ClassId})" : l.Drawn)
        ];
    }

    /// <summary>The label of one class.</summary>
    public static string Of(string label, int classId)
    {
        StringBuilder text = new();
        string[] words = label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string number = $"class {classId}";
        foreach (string word in words)
        {
            string drawn = Transliterate(word) ?? number;
            if (drawn == number && text.ToString().EndsWith(number, StringComparison.Ordinal)) continue;
            text.Append(text.Length > 0 ? " " : "").Append(drawn);
        }
        return text.Length > 0 ? text.ToString() : number;
    }

    private static string? Transliterate(string word)
    {
        StringBuilder text = new();
        foreach (char letter in word)
        {
            if (letter is > ' ' and <= '~') text.Append(letter);
            else if (Letters.TryGetValue(letter, out string? same)) text.Append(same);
            else if (Letters.TryGetValue(char.ToLowerInvariant(letter), out string? small))
                text.Append(char.ToUpperInvariant(small[0])).Append(small, 1, small.Length - 1);
            else if (letter is < '\u0300' or > '\u036F') return null;   // accents of their own are left out
        }
        return text.Length > 0 ? text.ToString() : null;
    }
}
