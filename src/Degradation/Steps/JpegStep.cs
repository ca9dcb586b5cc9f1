using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Rounds to 8 bit, then writes and reads the image with OpenCV's JPEG codec (4:2:0, libjpeg's default tables).
/// </summary>
/// <param name="Quality">1 .. 100.</param>
public sealed record JpegStep([property: ParameterRange(1, 100)] int Quality) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"JPEG {Quality}";

    internal override void Apply(Workspace work)
    {
        using Mat pixels = PixelFormat.ToBytes(work.Image);
        Cv2.ImEncode(".jpg", pixels, out byte[] file, [(int)ImwriteFlags.JpegQuality, Quality]);
#pragma warning disable RS0030 // what was encoded a line above, no file of a user
        using Mat decoded = Cv2.ImDecode(file, ImreadModes.Color);
#pragma warning restore RS0030
        PixelFormat.ToFloat(decoded, work.Image);
    }
}
