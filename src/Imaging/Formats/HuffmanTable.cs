namespace DetectionSdk.Imaging.Formats;

/// <summary>
/// A Huffman table of a JPEG file, made for walking over codes rather than for decoding them: one look at the next bits
/// says how far several codes reach, the bits of their values included.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits that are looked at together.</summary>
    public const int Window = 12;

    /// <summary>Added to a step's coefficients where its last code ends the block; more than a block has.</summary>
    public const int End = 128;

    private const int LongestCode = 16, BlockSize = 64;

    private readonly byte[] _symbols;
    private readonly int[] _firstCode = new int[LongestCode + 2], _firstSymbol = new int[LongestCode + 2];
    private readonly ushort[] _single = new ushort[1 << Window];
    private ushort[]? _steps;

    /// <summary>A table from its DHT segment.</summary>
    /// <param name="counts">Codes of each length from 1 to 16.</param>
    /// <param name="symbols">The symbols, from the shortest code on.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0, symbol = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            (_firstCode[length], _firstSymbol[length]) = (code, symbol);
            for (int i = 0; i < counts[length - 1]; i++, code++, symbol++) Fill(code, length, symbols[symbol]);
            code <<= 1;
        }
        _firstSymbol[LongestCode + 1] = symbol;
    }

    /// <summary>
    /// What the next <see cref="Window"/> bits say of a block's coefficients after the first, several codes at once:
    /// the lower 6 bits are the bits to pass over (0: the first code is longer, or there is none), the upper 8 the
    /// coefficients that they stand for, <see cref="End"/> added where the block ends with them.
    /// </summary>
    public ReadOnlySpan<ushort> Steps => _steps ??= [.. Enumerable.Range(0, 1 << Window).Select(Combine)];

    /// <summary>Whether a symbol ends a block of a sequential picture.</summary>
    public static bool IsEnd(int symbol) => (symbol & 0xF) == 0 && symbol >> 4 < 15;

    /// <summary>Length and symbol of the code that the bits begin with; length 0 where there is none.</summary>
    /// <param name="bits">The next bits, the first one at the top.</param>
    public (int Length, int Symbol) Find(ulong bits)
    {
        int entry = _single[(int)(bits >> (64 - Window))];
        if (entry != 0) return (entry >> 8, entry & 0xFF);
        for (int length = Window + 1; length <= LongestCode; length++)
        {
            int place = (int)(bits >> (64 - length)) - _firstCode[length] + _firstSymbol[length];
            if (place >= _firstSymbol[length] && place < _firstSymbol[length + 1]) return (length, _symbols[place]);
        }
        return default;
    }

    private void Fill(int code, int length, byte symbol)
    {
        if (length > Window || code >> length != 0) return;
        _single.AsSpan(code << (Window - length), 1 << (Window - length)).Fill((ushort)(length << 8 | symbol));
    }

    // As many whole codes as the window holds; the value of the last one may reach beyond it.
    private ushort Combine(int window)
    {
        int bits = 0, coefficients = 0;
        while (bits < Window && _single[window << bits & (1 << Window) - 1] is not 0 and var entry)
        {
            int length = entry >> 8, symbol = entry & 0xFF, run = symbol >> 4;
            if (bits + length > Window || coefficients + run + 1 >= BlockSize) break;
            bits += length + (symbol & 0xF);
            if (IsEnd(symbol)) return (ushort)(coefficients + End << 8 | bits);
            coefficients += run + 1;
        }
        return (ushort)(coefficients << 8 | bits);
    }
}
