namespace DetectionSdk.Evaluation;

/// <summary>Parameters of <see cref="VocEvaluation"/>.</summary>
public sealed record VocOptions
{
    /// <summary>A detection finds an object from this intersection over union on. In (0, 1], default 0.5.</summary>
    public double Iou { get; init; } = 0.5;

    /// <summary>How the curve becomes one number. Default: all points.</summary>
    public VocInterpolation Interpolation { get; init; } = VocInterpolation.AllPoints;

    /// <summary>
    /// Whether corners are the first and last pixel of a box, so that it is one pixel wider and higher than their
    /// difference, as the VOC development kit measures. Default true. False measures boxes with continuous edges.
    /// </summary>
    public bool InclusivePixels { get; init; } = true;

    internal void Validate()
    {
        if (!(Iou is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Iou), Iou, "VocOptions.Iou must be in (0, 1].");
        if (!Enum.IsDefined(Interpolation))
            throw new ArgumentOutOfRangeException(
                nameof(Interpolation), Interpolation, "VocOptions.Interpolation is unknown.");
    }
}
