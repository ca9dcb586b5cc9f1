using System.Globalization;

namespace DetectionSdk;

/// <summary>
/// What a <see cref="SuperResolver"/> knows about its model. Where that is a bundle, what its parts agree on.
/// </summary>
public sealed record SuperResolverInfo
{
    /// <summary>Full path of the model file or of the bundle.</summary>
    public required string Path { get; init; }

    /// <summary>Output pixels per input pixel and axis; null for a model of any scale.</summary>
    public required int? Scale { get; init; }

    /// <summary>Largest scale: <see cref="Scale"/>, or the limit that a model of any scale states.</summary>
    public required double MaximumScale { get; init; }

    /// <summary>
    /// How the model was trained (fidelity, task-driven, feature-driven, joint); empty where it does not say.
    /// </summary>
    public required string Recipe { get; init; }

    /// <summary>Name of the network; empty where it does not say.</summary>
    public required string Architecture { get; init; }

    /// <summary>
    /// The degradation that the model was trained to undo, as the JSON of a recipe; empty where it does not say.
    /// </summary>
    public required string Degradation { get; init; }

    /// <summary>
    /// How far a pixel of the output looks, in input pixels: the radius of the receptive field. Of a bundle, what it
    /// states.
    /// </summary>
    public required int Overlap { get; init; }

    /// <summary>
    /// Classes of the label maps that the model must be told; empty for a model that looks at pixels alone.
    /// </summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The provider that runs the model.</summary>
    public required ExecutionProvider Provider { get; init; }

    /// <summary>The model's own metadata, as written by its exporter.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The networks: one, or those of a bundle.</summary>
    public required FrontEndBundle Bundle { get; init; }

    /// <summary>The same facts on one line.</summary>
    public override string ToString() =>
        $"{System.IO.Path.GetFileName(Path)}: super-resolution {DescribeScale()}, "
        + $"{(Architecture.Length > 0 ? Architecture : "unnamed network")}, "
        + $"{(Recipe.Length > 0 ? Recipe : "unnamed recipe")}, {Provider}";

    private string DescribeScale() => string.Create(
        CultureInfo.InvariantCulture, $"x{(Scale is { } scale ? $"{scale}" : $"1 to x{MaximumScale}")}");
}
