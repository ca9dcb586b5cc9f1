using System.Globalization;
using System.Text;

namespace DetectionSdk.Models;

/// <summary>
/// Python literals, in which exporters write model metadata. Reads dict, list, tuple, string, number, True, False,
/// None; the same as JSON spells them; and the calls that Python prints for other types, such as <c>np.str_('x')</c>,
/// <c>tensor([8., 16.])</c> and <c>OrderedDict([(0, 'a')])</c>. They become Dictionary&lt;object, object?&gt;,
/// List&lt;object?&gt;, string, long, double, bool and null.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaximumDepth = 32;

    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private int _depth;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">The text is no literal of the kinds above.</exception>
    public static object? Parse(ReadOnlySpan<char> text)
    {
        PythonLiteral reader = new(text);
        object? value = reader.ReadValue();
        reader.SkipSpace();
        if (reader._position < text.Length) throw reader.Unexpected("the end");
        return value;
    }

    /// <summary>Class names as exporters write them: {0: 'first', 1: 'second'}.</summary>
    public static string Dictionary(IReadOnlyList<string> values)
    {
        IEnumerable<string> items = values.Select(
            (value, index) => FormattableString.Invariant($"{index}: {Quote(value)}"));
        return $"{{{string.Join(", ", items)}}}";
    }

    private static string Quote(string value)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal)
            ? '"'
            : '\'';
        StringBuilder text = new StringBuilder().Append(quote);
        foreach (char character in value)
        {
            text.Append(character switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when character == quote => $"\\{quote}",
                _ when char.IsControl(character) => FormattableString.Invariant($"\\x{(int)character:x2}"),
                _ => character.ToString(),
            });
        }
        return text.Append(quote).ToString();
    }

    private object? ReadValue()
    {
        SkipSpace();
        if (++_depth > MaximumDepth) throw new FormatException($"nested deeper than {MaximumDepth} levels");
        object? value = Peek() switch
        {
            '{' => ReadDictionary(),
            '[' => ReadSequence(']'),
            '(' => ReadSequence(')'),
            '\'' or '"' => ReadString(),
            _ => ReadWord(),
        };
        _depth--;
        return value;
    }

    private Dictionary<object, object?> ReadDictionary()
    {
        Dictionary<object, object?> items = [];
        _position++;
        while (!TryClose('}', items.Count > 0))
        {
            object key = ReadValue() ?? throw Unexpected("a key");
            Expect(':');
            items[key] = ReadValue();
        }
        return items;
    }

    private List<object?> ReadSequence(char close)
    {
        List<object?> items = [];
        _position++;
        while (!TryClose(close, items.Count > 0)) items.Add(ReadValue());
        return items;
    }

    // Consumes the closing bracket, or the comma before the next item; a trailing comma is allowed.
    private bool TryClose(char close, bool commaBefore)
    {
        SkipSpace();
        if (commaBefore && Peek() == ',')
        {
            _position++;
            SkipSpace();
        }
        else if (commaBefore && Peek() != close)
        {
            throw Unexpected($"',' or '{close}'");
        }
        if (Peek() != close) return false;
        _position++;
        return true;
    }

    private string ReadString()
    {
        StringBuilder text = new();
        char quote = _text[_position++];
        while (Peek() is char next && next != quote)
        {
            _position++;
            if (next == '\0') throw Unexpected("the closing quote");
            text.Append(next == '\\' ? ReadEscape() : next.ToString());
        }
        _position++;
        return text.ToString();
    }

    private string ReadEscape()
    {
        char kind = Peek();
        _position++;
        return kind switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '/' => "/",
            '\\' or '\'' or '"' => kind.ToString(),
            'x' => ReadCodePoint(2),
            'u' => ReadUtf16(),
            'U' => ReadCodePoint(8),
            _ => "\\" + kind,
        };
    }

    private string ReadCodePoint(int digits)
    {
        int code = ReadHexadecimal(digits);
        return Rune.IsValid(code) ? char.ConvertFromUtf32(code) : throw Unexpected("a character");
    }

    // JSON writes characters beyond the first 65536 as two halves.
    private string ReadUtf16()
    {
        int code = ReadHexadecimal(4);
        if (!char.IsHighSurrogate((char)code) || !_text[_position..].StartsWith("\\u"))
            return Rune.IsValid(code) ? char.ConvertFromUtf32(code) : throw Unexpected("a character");
        _position += 2;
        int low = ReadHexadecimal(4);
        return char.IsLowSurrogate((char)low)
            ? char.ConvertFromUtf32(char.ConvertToUtf32((char)code, (char)low))
            : throw Unexpected("the second half of a character");
    }

    private int ReadHexadecimal(int digits)
    {
        if (_position + digits > _text.Length
            || !int.TryParse(
                _text.Slice(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out int code))
            throw Unexpected($"{digits} hexadecimal digits of a character");
        _position += digits;
        return code;
    }

    private object? ReadWord()
    {
        int start = _position;
        while (Peek() is not '\0' and var next && !",:}])('\" \n\t\r".Contains(next, StringComparison.Ordinal))
            _position++;
        ReadOnlySpan<char> word = _text[start.._position];
        if (Peek() is '\'' or '"' && word is "u" or "b") return ReadString();
        if (Peek() == '(' && IsConversion(word)) return ReadCall(word);
        if (TryReadScalar(word, out object? value)) return value;
        _position = start;
        throw Unexpected("a value");
    }

    private static bool TryReadScalar(ReadOnlySpan<char> word, out object? value)
    {
        value = word switch
        {
            "True" or "true" => true,
            "False" or "false" => false,
            _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) =>
                integer,
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) => real,
            _ => null,
        };
        return value is not null || word is "None" or "null";
    }

    private static bool IsConversion(ReadOnlySpan<char> name) =>
        name is "OrderedDict" or "collections.OrderedDict" or "dict" or "tensor" or "array"
        || name.StartsWith("np.") || name.StartsWith("numpy.") || name.StartsWith("torch.");

    // The value is the first argument; what follows by name (dtype, device) does not change it.
    private object? ReadCall(ReadOnlySpan<char> name)
    {
        _position++;
        object? value = Peek() == ')' ? new List<object?>() : ReadValue();
        SkipSpace();
        int end = _text[_position..].IndexOf(')');
        if (Peek() is not (',' or ')') || end < 0) throw Unexpected("',' or ')'");
        _position += end + 1;
        return name.EndsWith("dict", StringComparison.OrdinalIgnoreCase) && value is List<object?> pairs
            ? ToDictionary(pairs)
            : value;
    }

    private readonly Dictionary<object, object?> ToDictionary(List<object?> pairs)
    {
        Dictionary<object, object?> items = [];
        foreach (object? pair in pairs)
        {
            if (pair is not List<object?> parts || parts is not [{ } key, var value])
                throw Unexpected("pairs of key and value");
            items[key] = value;
        }
        return items;
    }

    private void Expect(char expected)
    {
        SkipSpace();
        if (Peek() != expected) throw Unexpected($"'{expected}'");
        _position++;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position])) _position++;
    }

    private readonly char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private readonly FormatException Unexpected(string expected)
    {
        string found = _position < _text.Length ? $"'{_text[_position]}'" : "the end";
        return new FormatException($"expected {expected} at character {_position}, found {found}");
    }
}
