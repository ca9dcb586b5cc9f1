using System.Globalization;
using System.Text;

namespace DetectionSdk.Models;

/// <summary>
/// Reads the Python literals that exporters write into model metadata: dict, list, tuple, string, number, True, False,
/// None. They become Dictionary&lt;object, object?&gt;, List&lt;object?&gt;, string, long, double, bool and null.
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
            _ => ReadScalar(),
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
            '\\' or '\'' or '"' => kind.ToString(),
            'x' => ReadCodePoint(2),
            'u' => ReadCodePoint(4),
            'U' => ReadCodePoint(8),
            _ => "\\" + kind,
        };
    }

    private string ReadCodePoint(int digits)
    {
        if (_position + digits > _text.Length || !int.TryParse(_text.Slice(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
            throw Unexpected($"{digits} hexadecimal digits of a character");
        _position += digits;
        return char.ConvertFromUtf32(code);
    }

    private object? ReadScalar()
    {
        int start = _position;
        while (Peek() is not ('\0' or ',' or ':' or '}' or ']' or ')' or ' ' or '\n' or '\t' or '\r')) _position++;
        ReadOnlySpan<char> word = _text[start.._position];
        if (word is "None") return null;
        if (word is "True") return true;
        if (word is "False") return false;
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
            return integer;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)) return real;
        _position = start;
        throw Unexpected("a value");
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
