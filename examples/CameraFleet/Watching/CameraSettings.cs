namespace DetectionSdk.Examples.CameraFleet.Watching;

/// <summary>A camera of the fleet.</summary>
[GenerateSerializer]
public sealed record CameraSettings
{
    /// <summary>Its name, unique in the fleet.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Where its frames come from: rtsp://..., /dev/video0, a clip.</summary>
    [Id(1)]
    public required string Address { get; init; }

    /// <summary>
    /// Plays a clip for ever at this rate, as a camera with a recorder behind it: frames that nobody watched are made
    /// up for. Null for a camera that is only live.
    /// </summary>
    [Id(2)]
    public double? RecordedRate { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentException.ThrowIfNullOrWhiteSpace(Address);
        if (RecordedRate is not (null or > 0 and <= 100))
            throw new ArgumentException(
                $"recordedRate of camera '{Name}' is {RecordedRate}; expected above 0, at most 100.");
        if (RecordedRate is not null && !File.Exists(Address))
            throw new ArgumentException($"'{Address}' of camera '{Name}' does not exist; expected a clip.");
    }
}
