namespace DetectionSdk.Training;

/// <summary>
/// Architecture of a <see cref="SuperResolutionNetwork"/>. Immutable; checked when a network is built.
/// </summary>
public sealed record SuperResolutionOptions
{
    /// <summary>The kind of network. Default <see cref="SuperResolutionArchitecture.Edsr"/>.</summary>
    public SuperResolutionArchitecture Architecture { get; init; } = SuperResolutionArchitecture.Edsr;

    /// <summary>
    /// Factor by which width and height grow: 2, 3, 4 or 8, but any whole number from 1 to 8 for
    /// <see cref="SuperResolutionArchitecture.Srcnn"/> and <see cref="SuperResolutionArchitecture.Fsrcnn"/>. For
    /// <see cref="SuperResolutionArchitecture.AnyScale"/> the largest factor it is made for, from 1 to 8. Default 4.
    /// </summary>
    public int Scale { get; init; } = 4;

    /// <summary>
    /// Factor on the published channel counts, which are rounded to whole numbers. In (0, 2], default 1.
    /// </summary>
    public double Width { get; init; } = 1;

    /// <summary>
    /// Residual blocks, back-projection stages or mapping layers; at least 2. Default null: as published. SRCNN has
    /// always three layers.
    /// </summary>
    public int? Depth { get; init; }

    /// <summary>
    /// Whether what the network computes is added to the bicubically enlarged picture. Default yes; without, it is the
    /// picture itself, and training takes longer: for studies of what the skip around the network is good for.
    /// </summary>
    public bool AddsBicubic { get; init; } = true;

    internal int Channels(int published) => Math.Max(1, (int)Math.Round(published * Width));

    internal void Validate()
    {
        if (!Architecture.Scales.Contains(Scale))
            throw new ArgumentOutOfRangeException(
                nameof(Scale), Scale,
                $"SuperResolutionOptions.Scale must be one of {string.Join(", ", Architecture.Scales)} for "
                + $"{Architecture}.");
        if (!(Width is > 0 and <= 2))
            throw new ArgumentOutOfRangeException(
                nameof(Width), Width, "SuperResolutionOptions.Width must be in (0, 2].");
        if (Depth < 2)
            throw new ArgumentOutOfRangeException(
                nameof(Depth), Depth, "SuperResolutionOptions.Depth must be at least 2.");
    }
}
