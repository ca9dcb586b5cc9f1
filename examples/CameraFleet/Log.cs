namespace DetectionSdk.Examples.CameraFleet;

/// <summary>What the fleet tells its log.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The database is away; waiting for it. {Reason}")]
    public static partial void DatabaseAway(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Camera {Camera}: watched from frame {Frame} on, turn {Turn}.")]
    public static partial void Watched(ILogger logger, string camera, long frame, long turn);

    [LoggerMessage(LogLevel.Warning, "Camera {Camera} is not watched at the moment: {Reason}")]
    public static partial void Lost(ILogger logger, string camera, string reason);
}
