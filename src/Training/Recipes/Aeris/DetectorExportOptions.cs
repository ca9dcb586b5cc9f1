using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// The input of an exported detector and what its metadata says. Immutable; checked by
/// <see cref="DetectorExporter.Export"/>.
/// </summary>
public sealed record DetectorExportOptions
{
    /// <summary>
    /// Size that larger images are shrunk to, in pixels; both sides multiples of 32. Default 640 x 640.
    /// </summary>
    public Size InputSize { get; init; } = new(640, 640);

    /// <summary>
    /// Whether the model takes images of any height and width. Default true. False declares <see cref="InputSize"/>,
    /// for runtimes that must know it when they load a model, such as OpenCV DNN; the number of images stays free.
    /// </summary>
    public bool DynamicSize { get; init; } = true;

    /// <summary>
    /// Whether images smaller than <see cref="InputSize"/> are enlarged to it. Default false: a network trained on
    /// degraded images sees them at their own size.
    /// </summary>
    public bool ScaleUp { get; init; }

    /// <summary>
    /// Where smaller images are not enlarged to the input: the length to which the longer side of one is still enlarged
    /// that is shorter, in pixels. Default null: none is.
    /// </summary>
    public int? EnlargeTo { get; init; }

    /// <summary>
    /// Whether noise is taken out of images that have some. Default null: what the model says already; a network that
    /// was trained here says nothing, and it is not.
    /// </summary>
    public bool? Denoise { get; init; }

    /// <summary>What the model finds and what it was trained on, in a sentence.</summary>
    public string Description { get; init; } = "AERIS detector";

    /// <summary>Who made it. Default null: the model does not say.</summary>
    public string? Author { get; init; }

    /// <summary>
    /// The licence that its weights are under. Default null: the model does not say, for that follows from what it was
    /// trained on.
    /// </summary>
    public string? License { get; init; }

    internal void Validate()
    {
        if (!IsMultiple(InputSize.Width) || !IsMultiple(InputSize.Height))
            throw new ArgumentOutOfRangeException(nameof(InputSize), $"{InputSize.Width} x {InputSize.Height}",
                $"DetectorExportOptions.InputSize must be positive multiples of {AerisNetwork.InputStride}.");
        if (EnlargeTo is < 1)
            throw new ArgumentOutOfRangeException(
                nameof(EnlargeTo), EnlargeTo, "DetectorExportOptions.EnlargeTo must be at least 1.");
    }

    private static bool IsMultiple(int side) => side > 0 && side % AerisNetwork.InputStride == 0;
}
