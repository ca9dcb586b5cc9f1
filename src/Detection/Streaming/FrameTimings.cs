namespace DetectionSdk.Streaming;

/// <summary>
/// Where the time of one frame went. The stages of different frames overlap, so that their sum is no measure of
/// throughput.
/// </summary>
/// <param name="Capture">Waiting for the source and decoding, before the frame was there.</param>
/// <param name="FrontEnd">The front-end of the detector; zero without one.</param>
/// <param name="Preprocess">Letterbox, colour order and normalisation.</param>
/// <param name="Inference">The run of the network.</param>
/// <param name="Postprocess">Decoding and non-maximum suppression.</param>
/// <param name="Tracking">Association with known objects.</param>
/// <param name="Waiting">
/// Everything else between the frame's arrival and its result: for its turn, and for the caller.
/// </param>
public readonly record struct FrameTimings(
    TimeSpan Capture, TimeSpan FrontEnd, TimeSpan Preprocess, TimeSpan Inference, TimeSpan Postprocess,
    TimeSpan Tracking, TimeSpan Waiting);
