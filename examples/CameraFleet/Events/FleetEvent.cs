using OpenCvSharp;

namespace DetectionSdk.Examples.CameraFleet.Events;

/// <summary>An object appeared. It is told from all others by camera, frame and track.</summary>
/// <param name="Frame">Frame of the camera, counted from when it was first watched.</param>
/// <param name="Track">Identity of the object among those of the same stretch of frames.</param>
/// <param name="Label">Its class.</param>
/// <param name="Score">Confidence in [0, 1].</param>
/// <param name="Box">Where, in pixels of the frame.</param>
internal sealed record FleetEvent(long Frame, int Track, string Label, float Score, Rect2d Box);
