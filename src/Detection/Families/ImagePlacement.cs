using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>Where an image lies in the input of a network.</summary>
/// <param name="Image">Size of the image in pixels.</param>
/// <param name="Input">Size of the network's input in pixels.</param>
/// <param name="Region">The part of the input that the scaled image covers; the rest is border.</param>
/// <param name="ScaleX">Input pixels per image pixel, horizontally.</param>
/// <param name="ScaleY">Input pixels per image pixel, vertically.</param>
public readonly record struct ImagePlacement(Size Image, Size Input, Rect Region, double ScaleX, double ScaleY)
{
    /// <summary>Maps a box to image pixels and clips it to the image.</summary>
    internal Rect2d ToImage(in Candidate box)
    {
        double left = Math.Clamp((box.Left - Region.X) / ScaleX, 0, Image.Width);
        double top = Math.Clamp((box.Top - Region.Y) / ScaleY, 0, Image.Height);
        double right = Math.Clamp((box.Right - Region.X) / ScaleX, 0, Image.Width);
        double bottom = Math.Clamp((box.Bottom - Region.Y) / ScaleY, 0, Image.Height);
        return new Rect2d(left, top, right - left, bottom - top);
    }
}
