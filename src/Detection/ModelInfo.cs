namespace DetectionSdk;

/// <summary>What a <see cref="Detector"/> knows about its model.</summary>
public sealed record ModelInfo
{
    /// <summary>Full path of the model file.</summary>
    public required string Path { get; init; }

    /// <summary>Class names by class index.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How the output is laid out.</summary>
    public required OutputLayout Layout { get; init; }

    /// <summary>Largest stride of the network: a dynamic input side is a multiple of it.</summary>
    public required int Stride { get; init; }

    /// <summary>Fixed batch size, or null when the batch axis is dynamic.</summary>
    public required int? Batch { get; init; }

    /// <summary>
    /// Input height in pixels: the fixed one, or the one that images are fitted into when it is dynamic.
    /// </summary>
    public required int InputHeight { get; init; }

    /// <summary>
    /// Input width in pixels: the fixed one, or the one that images are fitted into when it is dynamic.
    /// </summary>
    public required int InputWidth { get; init; }

    /// <summary>Both: the size that images are fitted into, with their aspect ratio kept.</summary>
    public OpenCvSharp.Size InputSize => new(InputWidth, InputHeight);

    /// <summary>Whether the height of the input is dynamic.</summary>
    public required bool DynamicHeight { get; init; }

    /// <summary>Whether the width of the input is dynamic.</summary>
    public required bool DynamicWidth { get; init; }

    /// <summary>Whether images smaller than the input are enlarged to it.</summary>
    public required bool ScaleUp { get; init; }

    /// <summary>Whether the input is float16; float32 otherwise.</summary>
    public required bool HalfPrecision { get; init; }

    /// <summary>The provider that runs the model.</summary>
    public required ExecutionProvider Provider { get; init; }

    /// <summary>The model's own metadata, as written by its exporter.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The same facts on one line.</summary>
    public override string ToString() =>
        $"{System.IO.Path.GetFileName(Path)}: {ClassNames.Count} classes, input "
        + $"{Axis(InputWidth, DynamicWidth)}x{Axis(InputHeight, DynamicHeight)}, "
            +
        $"batch {Batch?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "dynamic"}, {Layout}, "
        + $"{Provider}";

    private static string Axis(int side, bool dynamic) => dynamic ? $"<={side}" : $"{side}";
}
