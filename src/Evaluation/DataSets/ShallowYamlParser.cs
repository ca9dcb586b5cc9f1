using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DetectionSdk.Evaluation;

/// <summary>
/// A YAML parser that refuses deep nesting, which would otherwise exhaust the stack of the reader above it.
/// </summary>
internal sealed class ShallowYamlParser(TextReader input) : IParser
{
    private const int MaximumDepth = 32;

    private readonly Parser _parser = new(input);
    private int _depth;

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        bool moved = _parser.MoveNext();
        if (!moved || Current is not { } current) return moved;
        _depth += current.NestingIncrease;
        if (_depth <= MaximumDepth) return true;
        throw new YamlException(current.Start, current.End, $"nested deeper than {MaximumDepth} levels.");
    }
}
