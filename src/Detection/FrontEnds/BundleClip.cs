using OpenCvSharp;

namespace DetectionSdk;

/// <summary>The low-resolution clip that comes with networks which were fitted to it.</summary>
/// <param name="File">
/// The clip. In a bundle a file name beside <c>bundle.json</c>; for <see cref="FrontEndBundle.Write"/> any path.
/// </param>
/// <param name="Frames">Its frames.</param>
/// <param name="Width">Their width in pixels.</param>
/// <param name="Height">Their height in pixels.</param>
public sealed record BundleClip(string File, int Frames, int Width, int Height)
{
    internal string? Fault => !BundlePart.IsPlain(File)
        ? $"the clip is the file '{File}'; expected a file name without folders"
        : Frames < 1 || Width < 1 || Height < 1
            ? $"the clip is of {Frames} frames of {Width} x {Height} pixels; expected at least 1"
            : null;

    /// <exception cref="ImageFormatException">An image is no frame of the clip, by its size or number.</exception>
    internal void Require(string bundle, Size image, long? frame)
    {
        if (image.Width == Width && image.Height == Height && frame >= 0 && frame < Frames) return;
        string found = frame is { } number ? $"frame {number}" : "an image that is no frame";
        throw new ImageFormatException(
            $"'{bundle}' was fitted to the {Frames} frames of {Width} x {Height} pixels of its own clip, and restores "
            + $"nothing else; got {found}, of {image.Width} x {image.Height}.");
    }
}
