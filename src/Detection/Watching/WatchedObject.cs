namespace DetectionSdk.Watching;

/// <summary>An object as pictures show it.</summary>
/// <param name="Id">Its identity; null where nothing is followed.</param>
/// <param name="Detection">The detection in this frame.</param>
public readonly record struct WatchedObject(int? Id, DetectedObject Detection);
