using System.Buffers.Binary;

namespace DetectionSdk.Imaging.Formats;

/// <summary>
/// The bits of entropy-coded JPEG data. Beyond their end come zeros; <see cref="IsOverdrawn"/> tells when those were
/// taken.
/// </summary>
/// <param name="data">The data without stuffed zeros, and <see cref="Padding"/> bytes of zero after them.</param>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    /// <summary>Bytes of zero that must follow the data.</summary>
    public const int Padding = 8;

    /// <summary>Bits that may be passed over after each <see cref="Fill"/>.</summary>
    public const int PerFill = 56;

    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _buffer;
    private int _count;
    private int _position;

    /// <summary>The next bits, the first one at the top.</summary>
    public readonly ulong Buffer => _buffer;

    /// <summary>Whether more bits were passed over than there are.</summary>
    public readonly bool IsOverdrawn => 8L * _position - _count > 8L * (_data.Length - Padding);

    /// <summary>Whole bytes that were not touched.</summary>
    public readonly ReadOnlySpan<byte> Rest
    {
        get
        {
            int next = _position - _count / 8, end = _data.Length - Padding;
            return next < end ? _data[next..end] : default;
        }
    }

    /// <summary>Fetches bits until there are at least <see cref="PerFill"/>.</summary>
    public void Fill()
    {
        _buffer |= BinaryPrimitives.ReadUInt64BigEndian(_data[Math.Min(_position, _data.Length - Padding)..]) >> _count;
        _position += (63 - _count) >> 3;
        _count |= 56;
    }

    /// <summary>Passes over bits.</summary>
    public void Skip(int bits)
    {
        _buffer <<= bits;
        _count -= bits;
    }

    /// <summary>The next bits as a number; 0 to 16 of them.</summary>
    public int Take(int bits)
    {
        int value = bits == 0 ? 0 : (int)(_buffer >> (64 - bits));
        Skip(bits);
        return value;
    }

    /// <summary>Passes over the codes of one block of a sequential picture.</summary>
    /// <returns>Whether they were codes.</returns>
    public bool SkipBlock(HuffmanTable first, HuffmanTable others)
    {
        JpegBits bits = this;   // in registers
        bool isSound = bits.SkipFirst(first) && SkipOthers(ref bits, others);
        this = bits;
        return isSound;
    }

    /// <summary>Passes over the code of a block's first coefficient, and its value.</summary>
    /// <returns>Whether it was a code.</returns>
    public bool SkipFirst(HuffmanTable table)
    {
        Fill();
        (int length, int size) = table.Find(_buffer);
        Skip(length + size);
        return length > 0 && size <= 16;
    }

    private static bool SkipOthers(ref JpegBits all, HuffmanTable table)
    {
        ReadOnlySpan<byte> data = all._data;
        (ulong buffer, int count, int position) = (all._buffer, all._count, all._position);
        ReadOnlySpan<ushort> steps = table.Steps;
        int last = data.Length - Padding, next = 1;
        bool isSound = true;
        while (next < 64)
        {
            buffer |= BinaryPrimitives.ReadUInt64BigEndian(data[Math.Min(position, last)..]) >> count;
            position += (63 - count) >> 3;
            count |= 56;
            int step = steps[(int)(buffer >> (64 - HuffmanTable.Window))];
            int bits = step & 0x3F, reached = next + (step >> 8);
            if (bits > 0 && (reached <= 64 || (uint)(reached - HuffmanTable.End) < 64))
            {
                next = reached;
            }
            else
            {
                (int length, int symbol) = table.Find(buffer);
                isSound = length > 0;
                bits = length + (symbol & 0xF);
                next += isSound && !HuffmanTable.IsEnd(symbol) ? (symbol >> 4) + 1 : HuffmanTable.End;
            }
            buffer <<= bits;
            count -= bits;
        }
        (all._buffer, all._count, all._position) = (buffer, count, position);
        return isSound && (next == 64 || next >= HuffmanTable.End);
    }
}
