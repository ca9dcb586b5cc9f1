using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.Examples.CameraFleet;

/// <summary>Section "Fleet" of the configuration: appsettings.json, environment, command line.</summary>
internal sealed record FleetOptions
{
    /// <summary>Name of this silo. Default: the machine's.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>Address at which the other silos reach this one. Default 127.0.0.1.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port between silos. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Redis that holds membership and reminders, "host:port". Null for a cluster of this machine.</summary>
    public string? Redis { get; init; }

    /// <summary>PostgreSQL that holds the events, "Host=...;Database=...". Null to forget them at the end.</summary>
    public string? Database { get; init; }

    /// <summary>ONNX detect model. Default: the SDK's own.</summary>
    public string? Model { get; init; }

    /// <summary>Name of the site. Default "site".</summary>
    public string Site { get; init; } = "site";

    /// <summary>Cameras of the site.</summary>
    public IReadOnlyList<CameraSettings> Cameras { get; init; } = [];

    /// <exception cref="ArgumentException">What belongs together is not there, or a camera is not right.</exception>
    public void Validate()
    {
        if (Redis is not null && Database is null)
            throw new ArgumentException(
                "Fleet:Redis goes with Fleet:Database: silos that share cameras must share what was seen.");
        foreach (CameraSettings camera in Cameras) camera.Validate();
        if (Cameras.GroupBy(camera => camera.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"Two cameras are named '{twice.Key}'; expected one name each.");
    }
}
