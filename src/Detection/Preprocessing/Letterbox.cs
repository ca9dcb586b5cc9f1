using OpenCvSharp;

namespace DetectionSdk.Preprocessing;

/// <summary>
/// Where an image lies in the network input: scaled with its aspect ratio kept and centred on a grey border.
/// Follows the geometry and the rounding of Ultralytics' LetterBox and scale_boxes, so that boxes agree with theirs.
/// </summary>
/// <param name="Image">Size of the image.</param>
/// <param name="Input">Size of the network input.</param>
/// <param name="Region">The part of the input that the scaled image covers.</param>
/// <param name="Scale">Input pixels per image pixel.</param>
internal readonly record struct Letterbox(Size Image, Size Input, Rect Region, double Scale)
{
    /// <summary>The grey of the border.</summary>
    public const double Border = 114 / 255.0;

    public static Letterbox Fit(Size image, ModelInfo model)
    {
        double scale = Math.Min((double)model.InputHeight / image.Height, (double)model.InputWidth / image.Width);
        if (!model.ScaleUp) scale = Math.Min(scale, 1);
        int width = Scaled(image.Width, scale, model.InputWidth);
        int height = Scaled(image.Height, scale, model.InputHeight);

        int padX = model.InputWidth - width, padY = model.InputHeight - height;
        if (model.DynamicWidth) padX %= model.Stride;
        if (model.DynamicHeight) padY %= model.Stride;
        Rect region = new(Half(padX), Half(padY), width, height);
        return new Letterbox(image, new Size(width + padX, height + padY), region, scale);
    }

    /// <summary>Maps a box given by its edges in input pixels to image pixels and clips it to the image.</summary>
    public Rect2d ToImage(double left, double top, double right, double bottom)
    {
        left = Math.Clamp((left - Region.X) / Scale, 0, Image.Width);
        top = Math.Clamp((top - Region.Y) / Scale, 0, Image.Height);
        right = Math.Clamp((right - Region.X) / Scale, 0, Image.Width);
        bottom = Math.Clamp((bottom - Region.Y) / Scale, 0, Image.Height);
        return new Rect2d(left, top, right - left, bottom - top);
    }

    private static int Scaled(int side, double scale, int limit) => Math.Clamp((int)Math.Round(side * scale), 1, limit);

    // An odd border has its larger half right and below.
    private static int Half(int padding) => (int)Math.Round(padding / 2.0 - 0.1);
}
