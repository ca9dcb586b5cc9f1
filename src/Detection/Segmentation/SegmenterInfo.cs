namespace DetectionSdk;

/// <summary>What a <see cref="Segmenter"/> knows about its model.</summary>
public sealed record SegmenterInfo
{
    /// <summary>Full path of the model file.</summary>
    public required string Path { get; init; }

    /// <summary>Names by class index.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Pixels of the answer per pixel of the image, in both directions.</summary>
    public required int Scale { get; init; }

    /// <summary>What the sides of the network's input are multiples of; images are extended to it.</summary>
    public required int Stride { get; init; }

    /// <summary>The provider that runs the model.</summary>
    public required ExecutionProvider Provider { get; init; }

    /// <summary>The model's own metadata, as written by its exporter.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
