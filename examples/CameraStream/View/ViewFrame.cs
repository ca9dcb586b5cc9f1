namespace DetectionSdk.Examples.CameraStream.View;

/// <summary>One picture on its way to all viewers of a camera: the numbers and boxes as JSON, then the JPEG.</summary>
internal sealed record ViewFrame(byte[] Json, byte[] Jpeg);
