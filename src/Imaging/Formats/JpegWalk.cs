using System.Buffers;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>
/// Walks over the Huffman codes of a JPEG file and so tells whether all of its picture is there. The decoder does not:
/// libjpeg paints what is missing grey and warns where nobody listens. Only lengths are decoded, no pixels: a tenth of
/// the decoder's time. What this does not know (arithmetic coding, 12 bits, tables that are not in the file) is left to
/// the decoder.
/// </summary>
internal ref struct JpegWalk
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly HuffmanTable?[] _first = new HuffmanTable?[4], _others = new HuffmanTable?[4];
    private readonly byte[] _codes;
    private JpegFrame? _frame;
    private int _restartInterval;
    private int _position = 2;
    private bool _isUnknown;

    private JpegWalk(ReadOnlySpan<byte> file, byte[] codes)
    {
        _file = file;
        _codes = codes;
    }

    /// <summary>What is wrong with the picture, to follow "is"; null where nothing is known to be.</summary>
    public static string? FindFault(ReadOnlySpan<byte> file)
    {
        byte[] codes = ArrayPool<byte>.Shared.Rent(file.Length + JpegBits.Padding);
        try
        {
            return new JpegWalk(file, codes).FindFault();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(codes);
        }
    }

    private string? FindFault()
    {
        while (NextMarker() is { } marker and not 0xD9)
        {
            if (marker is 0xD8 or 0x01 or >= 0xD0 and <= 0xD7) continue;
            if (!TryTakeSegment(out ReadOnlySpan<byte> segment)) break;
            string? fault = Take(marker, segment);
            if (fault is not null || _isUnknown) return fault;
        }
        return _frame is null || _frame.Components.Any(component => !component.IsWhole)
            ? "truncated: the end of the picture is missing"
            : null;
    }

    private string? Take(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xC4: ReadTables(segment); break;
            case 0xDD when segment.Length >= 2: _restartInterval = ReadUInt16BigEndian(segment); break;
            case 0xDA: return TakeScan(segment);
            case >= 0xC0 and <= 0xCF and not 0xCC:
                _frame ??= JpegFrame.Read(marker, segment);
                _isUnknown = _frame is null;
                break;
        }
        return null;
    }

    private string? TakeScan(ReadOnlySpan<byte> segment)
    {
        if (_frame is null || JpegScan.Read(_frame, segment, _first, _others) is not { } scan)
        {
            _isUnknown = true;
            return null;
        }
        for (int unit = 0; unit < scan.Units; )
        {
            int count = _restartInterval == 0 ? scan.Units : Math.Min(_restartInterval, scan.Units - unit);
            string? fault = scan.Walk(TakeCodes(), unit, count);
            if (fault is not null) return fault;
            unit += count;
            if (unit < scan.Units && !TakeRestart()) return JpegScan.Describe(unit, scan.Units);
        }
        scan.MarkWhole();
        return null;
    }

    /// <summary>The codes up to the next marker, without stuffed zeros, as <see cref="JpegBits"/> takes them.</summary>
    private ReadOnlySpan<byte> TakeCodes()
    {
        int length = 0;
        while (_position < _file.Length)
        {
            ReadOnlySpan<byte> rest = _file[_position..];
            int plain = rest.IndexOf((byte)0xFF) is >= 0 and var found ? found : rest.Length;
            bool isStuffed = plain + 1 < rest.Length && rest[plain + 1] == 0;
            if (isStuffed) plain++;
            rest[..plain].CopyTo(_codes.AsSpan(length));
            length += plain;
            _position += isStuffed ? plain + 1 : plain;
            if (!isStuffed) break;
        }
        _codes.AsSpan(length, JpegBits.Padding).Clear();
        return _codes.AsSpan(0, length + JpegBits.Padding);
    }

    private bool TakeRestart()
    {
        int before = _position;
        if (NextMarker() is >= 0xD0 and <= 0xD7) return true;
        _position = before;
        return false;
    }

    private byte? NextMarker()
    {
        while (_position < _file.Length && _file[_position..].IndexOf((byte)0xFF) is >= 0 and var found)
        {
            _position += found;
            while (_position < _file.Length && _file[_position] == 0xFF) _position++;
            if (_position < _file.Length && _file[_position++] is not 0 and var marker) return marker;
        }
        return null;
    }

    private bool TryTakeSegment(out ReadOnlySpan<byte> segment)
    {
        segment = default;
        if (_position + 2 > _file.Length) return false;
        int end = _position + ReadUInt16BigEndian(_file[_position..]);
        if (end < _position + 2 || end > _file.Length) return false;
        segment = _file[(_position + 2)..end];
        _position = end;
        return true;
    }

    private readonly void ReadTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            int place = segment[0] & 3, count = 0;
            foreach (byte ofLength in segment[1..17]) count += ofLength;
            if (count > 256 || segment.Length < 17 + count) return;
            HuffmanTable table = new(segment[1..17], segment[17..(17 + count)]);
            ((segment[0] & 0x10) == 0 ? _first : _others)[place] = table;
            segment = segment[(17 + count)..];
        }
    }
}
