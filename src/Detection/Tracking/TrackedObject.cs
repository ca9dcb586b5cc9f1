namespace DetectionSdk.Tracking;

/// <summary>An object that is followed from frame to frame.</summary>
/// <param name="Id">Its identity, from 1, never given twice by one tracker.</param>
/// <param name="Detection">
/// The detection in this frame, with the class that the scores of all detections of the object so far vote for.
/// </param>
/// <param name="Age">Frames since it was first seen.</param>
public readonly record struct TrackedObject(int Id, DetectedObject Detection, long Age);
