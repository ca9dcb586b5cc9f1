using System.Text;

namespace DetectionSdk.Models;

/// <summary>
/// Reads the operators of a graph, which ONNX Runtime does not tell, from the bytes of a model: of ONNX's messages, in
/// the wire format of protocol buffers, the three that lie on the way. Weights are skipped, not read.
/// </summary>
internal static class OperatorReader
{
    private const int Graph = 7, Node = 1, Operator = 4;
    private const int Varint = 0, EightBytes = 1, Counted = 2, FourBytes = 5;

    public static IReadOnlySet<string> Read(ModelSource model)
    {
        HashSet<string> found = [];
        using BinaryReader reader = new(model.OpenRead());
        Read(reader, reader.BaseStream.Length, [Graph, Node, Operator], found);
        return found;
    }

    private static void Read(BinaryReader reader, long end, ReadOnlySpan<int> path, HashSet<string> found)
    {
        while (reader.BaseStream.Position < end)
        {
            long tag = reader.Read7BitEncodedInt64();
            if ((tag & 7) == Varint) reader.Read7BitEncodedInt64();
            else if ((tag & 7) == Counted && tag >> 3 == path[0]) ReadField(reader, end, path, found);
            else if (LengthOf(tag, reader) is >= 0 and var length && length <= end - reader.BaseStream.Position)
                reader.BaseStream.Position += length;
            else return;
        }
    }

    private static void ReadField(BinaryReader reader, long end, ReadOnlySpan<int> path, HashSet<string> found)
    {
        long length = reader.Read7BitEncodedInt64(), next = reader.BaseStream.Position + length;
        if (length < 0 || next > end) throw new EndOfStreamException("a message is longer than what holds it");
        if (path.Length == 1) found.Add(Encoding.UTF8.GetString(reader.ReadBytes((int)length)));
        else Read(reader, next, path[1..], found);
        reader.BaseStream.Position = next;
    }

    // Anything else is no protocol buffer, but another format of ONNX Runtime.
    private static long? LengthOf(long tag, BinaryReader reader) => (tag & 7) switch
    {
        Counted => reader.Read7BitEncodedInt64(),
        EightBytes => 8,
        FourBytes => 4,
        _ => null,
    };
}
