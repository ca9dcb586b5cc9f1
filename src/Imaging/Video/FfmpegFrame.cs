using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>What ffmpeg says about a frame that it writes.</summary>
/// <param name="Size">In pixels.</param>
/// <param name="Time">From the beginning of the stream; null where the stream does not say.</param>
internal readonly record struct FfmpegFrame(Size Size, TimeSpan? Time);
