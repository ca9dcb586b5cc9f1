namespace DetectionSdk.Examples.CameraStream.View;

/// <summary>What a viewer may change; a part that is absent stays as it is.</summary>
internal sealed record ViewSettings(int? Model, double? Degradation);
