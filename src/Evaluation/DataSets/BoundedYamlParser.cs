using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DetectionSdk.Evaluation;

/// <summary>
/// A YAML parser that refuses what would exhaust the stack, the memory or the patience of the reader above it: deep
/// nesting, aliases that hold themselves, and more nodes than any data set needs, each alias counted as what it stands
/// for.
/// </summary>
internal sealed class BoundedYamlParser(TextReader input) : IParser
{
    private const int MaximumDepth = 32;
    private const int MaximumNodes = 100_000;

    private readonly Parser _parser = new(input);
    private readonly Dictionary<string, int> _sizes = [];
    private readonly Stack<(AnchorName Anchor, int Before)> _open = [];
    private int _nodes;

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        bool moved = _parser.MoveNext();
        if (!moved || Current is not { } current) return moved;
        Count(current);
        if (_open.Count > MaximumDepth) throw Fault(current, $"nested deeper than {MaximumDepth} levels.");
        if (_nodes > MaximumNodes) throw Fault(current, $"more than {MaximumNodes} values, aliases counted in full.");
        return true;
    }

    private void Count(ParsingEvent current)
    {
        switch (current)
        {
            case AnchorAlias alias:
                _nodes += _sizes.TryGetValue(alias.Value.Value, out int size) ? size
                    : throw Fault(current, $"the alias '{alias.Value}' stands for nothing that is complete before it.");
                break;
            case MappingStart or SequenceStart:
                _open.Push((((NodeEvent)current).Anchor, _nodes++));
                break;
            case MappingEnd or SequenceEnd:
                (AnchorName anchor, int before) = _open.Pop();
                if (!anchor.IsEmpty) _sizes[anchor.Value] = _nodes - before;
                break;
            case NodeEvent scalar:
                _nodes++;
                if (!scalar.Anchor.IsEmpty) _sizes[scalar.Anchor.Value] = 1;
                break;
        }
    }

    private static YamlException Fault(ParsingEvent at, string message) => new(at.Start, at.End, message);
}
