namespace DetectionSdk.Training;

/// <summary>Architecture of an <see cref="AerisNetwork"/>. Immutable; checked when a network is built.</summary>
public sealed record AerisNetworkOptions
{
    /// <summary>Number of object classes. At least 1.</summary>
    public required int Classes { get; init; }

    /// <summary>
    /// Factor on all channel counts of ResNet-18 (64 to 512). In (0, 2], 64 times it a whole number; default 0.5.
    /// </summary>
    public double Width { get; init; } = 0.5;

    /// <summary>
    /// Channels of the encoder's last stage, at 1/32 of the resolution, which holds three quarters of ResNet-18's
    /// parameters. At least 1, default null: 512 times <see cref="Width"/>.
    /// </summary>
    public int? LastStageChannels { get; init; }

    /// <summary>The restoration decoder. Default <see cref="RestorationKind.Arbitrary"/>.</summary>
    public RestorationKind Restoration { get; init; } = RestorationKind.Arbitrary;

    internal void Validate()
    {
        if (Classes < 1)
            throw new ArgumentOutOfRangeException(
                nameof(Classes), Classes, "AerisNetworkOptions.Classes must be at least 1.");
        if (!(Width is > 0 and <= 2) || Width * 64 % 1 != 0)
            throw new ArgumentOutOfRangeException(
                nameof(Width), Width, "AerisNetworkOptions.Width must be in (0, 2] and a multiple of 1/64.");
        if (LastStageChannels < 1)
            throw new ArgumentOutOfRangeException(
                nameof(LastStageChannels), LastStageChannels,
                "AerisNetworkOptions.LastStageChannels must be at least 1.");
        if (!Enum.IsDefined(Restoration))
            throw new ArgumentOutOfRangeException(
                nameof(Restoration), Restoration, "AerisNetworkOptions.Restoration is not a known decoder.");
    }
}
