using System.Buffers;

namespace DetectionSdk.Evaluation;

/// <summary>
/// JSON as Python writes it, made readable: bare <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> come out in quotes.
/// Forward only; owns the stream that it reads.
/// </summary>
internal sealed class PythonNumbersStream(Stream json) : Stream
{
    private static readonly SearchValues<byte> Openings = SearchValues.Create("\"NI-"u8);
    private static readonly SearchValues<byte> Letters = SearchValues.Create("NaInfity-"u8);

    private readonly byte[] _input = new byte[1 << 16];
    private int _at, _end;
    private State _state;

    private enum State { Plain, Text, Escape, Word }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written < buffer.Length && Fill())
        {
            ReadOnlySpan<byte> ahead = _input.AsSpan(_at, _end - _at);
            int run = Math.Min(Run(ahead), buffer.Length - written);
            ahead[..run].CopyTo(buffer[written..]);
            (_at, written) = (_at + run, written + run);
            if (run == 0) buffer[written++] = Turn(ahead);
        }
        return written;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) json.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>How many bytes go through before the state may change.</summary>
    private int Run(ReadOnlySpan<byte> ahead)
    {
        int end = _state switch
        {
            State.Plain => ahead.IndexOfAny(Openings),
            State.Text => ahead.IndexOfAny((byte)'"', (byte)'\\'),
            State.Word => ahead.IndexOfAnyExcept(Letters),
            _ => 0,
        };
        return end < 0 ? ahead.Length : end;
    }

    /// <summary>The byte that comes out where the state changes.</summary>
    private byte Turn(ReadOnlySpan<byte> ahead)
    {
        byte next = ahead[0];
        bool opens = next is (byte)'N' or (byte)'I' || (next == '-' && ahead is [_, (byte)'I', ..]);
        if (_state == State.Word || (_state == State.Plain && opens))
        {
            _state = _state == State.Word ? State.Plain : State.Word;
            return (byte)'"';
        }
        _state = _state switch
        {
            State.Plain => next == '"' ? State.Text : State.Plain,
            State.Text => next == '"' ? State.Plain : State.Escape,
            _ => State.Text,
        };
        _at++;
        return next;
    }

    /// <summary>Reads on, so that a minus sign is seen together with what follows.</summary>
    private bool Fill()
    {
        if (_end - _at < 2)
        {
            int left = _end - _at;
            Array.Copy(_input, _at, _input, 0, left);
            (_at, _end) = (0, left + json.Read(_input, left, _input.Length - left));
        }
        return _at < _end;
    }
}
