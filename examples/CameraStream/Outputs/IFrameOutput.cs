using DetectionSdk.Examples.CameraStream.Cameras;
using DetectionSdk.Streaming;

namespace DetectionSdk.Examples.CameraStream.Outputs;

/// <summary>
/// Takes the results of one camera, one after the other. Must not keep the picture, and should be quick. Disposed when
/// the camera ends.
/// </summary>
internal interface IFrameOutput : IDisposable
{
    void Write(FrameResult result, CameraStatus status);
}
