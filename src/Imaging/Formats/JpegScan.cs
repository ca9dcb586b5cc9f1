using System.Numerics;

namespace DetectionSdk.Imaging.Formats;

/// <summary>One scan of a JPEG file: which coefficients of which components its codes stand for.</summary>
internal sealed class JpegScan
{
    private const int TolerableRest = 64;

    private readonly JpegFrame _frame;
    private readonly (JpegComponent Component, HuffmanTable? First, HuffmanTable? Others)[] _parts;
    private readonly int _from, _to, _before, _after;
    private int _endRun;

    private JpegScan(
        JpegFrame frame, (JpegComponent, HuffmanTable?, HuffmanTable?)[] parts, ReadOnlySpan<byte> spectrum)
    {
        (_frame, _parts) = (frame, parts);
        (_from, _to) = frame.IsProgressive ? (spectrum[0], spectrum[1]) : (0, 63);
        (_before, _after) = frame.IsProgressive ? (spectrum[2] >> 4, spectrum[2] & 0xF) : (0, 0);
    }

    /// <summary>Units that restarts are counted in: blocks where the scan has one component.</summary>
    public int Units => _parts is [{ Component: { } only }]
        ? only.BlocksAcross * only.BlocksDown
        : _frame.UnitsAcross * _frame.UnitsDown;

    private bool IsFirst => _before == 0;

    /// <summary>Reads a scan segment; null where it, or a table that it needs, makes no sense.</summary>
    public static JpegScan? Read(
        JpegFrame frame, ReadOnlySpan<byte> segment, HuffmanTable?[] first, HuffmanTable?[] others)
    {
        int count = segment.IsEmpty ? 0 : segment[0];
        if (count is 0 or > 4 || segment.Length < 4 + 2 * count) return null;
        var parts = new (JpegComponent, HuffmanTable?, HuffmanTable?)[count];
        for (int i = 0; i < count; i++)
        {
            (int id, int tables) = (segment[1 + 2 * i], segment[2 + 2 * i]);
            if (frame.Components.FirstOrDefault(c => c.Id == id) is not { } component) return null;
            parts[i] = (component, first[tables >> 4 & 3], others[tables & 3]);
        }
        JpegScan scan = new(frame, parts, segment[(1 + 2 * count)..]);
        return scan.IsSound ? scan : null;
    }

    /// <summary>How far a picture comes whose codes end early.</summary>
    public static string Describe(int units, int all) =>
        $"truncated or damaged: its data end after {100L * units / all} % of the picture";

    /// <summary>Notes which coefficients are known to the last bit now.</summary>
    public void MarkWhole()
    {
        if (_after > 0) return;
        foreach ((JpegComponent component, _, _) in _parts) component.MarkWhole(_from, _to);
    }

    /// <summary>Walks over the codes of some units.</summary>
    /// <param name="codes">The codes, up to the next marker.</param>
    /// <param name="first">The first unit.</param>
    /// <param name="count">How many.</param>
    /// <returns>What is wrong with them; null where nothing is.</returns>
    public string? Walk(ReadOnlySpan<byte> codes, int first, int count)
    {
        JpegBits bits = new(codes);
        _endRun = 0;
        for (int unit = first; unit < first + count; unit++)
        {
            bool isSound = WalkUnit(ref bits, unit);
            if (bits.IsOverdrawn) return Describe(unit, Units);
            if (!isSound) return $"damaged: it holds no codes of a picture after {100L * unit / Units} % of it";
        }
        ReadOnlySpan<byte> rest = bits.Rest;
        return rest.Length > TolerableRest && rest.ContainsAnyExcept((byte)0, (byte)0xFF)
            ? $"damaged: {rest.Length} bytes are left over after its last block"
            : null;
    }

    private bool IsSound
    {
        get
        {
            if (_from > _to || _to > 63 || _after > 13) return false;
            bool takesFirst = _from == 0 && IsFirst, takesOthers = _to > 0;
            if (_frame.IsProgressive && (takesOthers && (_from == 0 || _parts.Length > 1))) return false;
            return _parts.All(
                part => (!takesFirst || part.First is not null) && (!takesOthers || part.Others is not null));
        }
    }

    private bool WalkUnit(ref JpegBits bits, int unit)
    {
        if (_parts is [{ Component: { } only }])
            return WalkBlock(ref bits, 0, unit / only.BlocksAcross * only.Stride + unit % only.BlocksAcross);

        int row = unit / _frame.UnitsAcross, column = unit % _frame.UnitsAcross;
        for (int part = 0; part < _parts.Length; part++)
        {
            JpegComponent component = _parts[part].Component;
            for (int y = 0; y < component.Down; y++)
                for (int x = 0; x < component.Across; x++)
                    if (!WalkBlock(
                        ref bits, part,
                        (row * component.Down + y) * component.Stride + column * component.Across + x)) return false;
        }
        return true;
    }

    private bool WalkBlock(ref JpegBits bits, int part, int block)
    {
        (JpegComponent component, HuffmanTable? first, HuffmanTable? others) = _parts[part];
        if (!_frame.IsProgressive) return bits.SkipBlock(first!, others!);
        if (_from > 0)
            return IsFirst
                ? WalkBand(ref bits, others!, ref component.History[block])
                : RefineBand(ref bits, others!, ref component.History[block]);
        if (IsFirst) return bits.SkipFirst(first!);
        bits.Fill();
        bits.Skip(1);
        return true;
    }

    // The codes of some coefficients of one block (ITU-T T.81, G.1.2.2), and which of them are not zero.
    private bool WalkBand(ref JpegBits bits, HuffmanTable table, ref ulong history)
    {
        if (_endRun > 0)
        {
            _endRun--;
            return true;
        }
        for (int next = _from; next <= _to; next++)
        {
            bits.Fill();
            (int length, int symbol) = table.Find(bits.Buffer);
            if (length == 0) return false;
            bits.Skip(length);
            (int run, int size) = (symbol >> 4, symbol & 0xF);
            if (size == 0 && run < 15)
            {
                _endRun = (1 << run) - 1 + bits.Take(run);
                return true;
            }
            next += run;
            if (next > _to) return false;
            bits.Skip(size);
            if (size > 0) history |= 1UL << next;
        }
        return true;
    }

    // One more bit of coefficients that are known, and the codes of those that were zero (G.1.2.3).
    private bool RefineBand(ref JpegBits bits, HuffmanTable table, ref ulong history)
    {
        int next = _from;
        while (_endRun == 0 && next <= _to)
        {
            bits.Fill();
            (int length, int symbol) = table.Find(bits.Buffer);
            if (length == 0) return false;
            bits.Skip(length);
            (int run, int size) = (symbol >> 4, symbol & 0xF);
            if (size == 0 && run < 15)
            {
                _endRun = (1 << run) + bits.Take(run);
                break;
            }
            bits.Skip(size);
            next = PassZeros(ref bits, next, run, history);
            if (size > 0 && next <= _to) history |= 1UL << next;
            next++;
        }
        if (_endRun > 0)
        {
            Correct(ref bits, next, _to, history);
            _endRun--;
        }
        return true;
    }

    /// <summary>Passes over some zeros, and over the correction bits of what lies between them.</summary>
    /// <returns>The zero after them.</returns>
    private int PassZeros(ref JpegBits bits, int next, int zeros, ulong history)
    {
        int start = next;
        for (; next <= _to; next++)
        {
            if ((history >> next & 1) == 0 && zeros-- == 0) break;
        }
        Correct(ref bits, start, Math.Min(next, _to + 1) - 1, history);
        return next;
    }

    private static void Correct(ref JpegBits bits, int from, int to, ulong history)
    {
        if (to < from) return;
        ulong band = ulong.MaxValue >> (63 - to) & ulong.MaxValue << from;
        for (int known = BitOperations.PopCount(history & band); known > 0; known -= 32)
        {
            bits.Fill();
            bits.Skip(Math.Min(known, 32));
        }
    }
}
