using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Preprocessing;

/// <summary>
/// Decides where an image lies in the network input. With the defaults of <see cref="InputSpec"/> it follows the
/// geometry and the rounding of Ultralytics' LetterBox and scale_boxes, so that boxes agree with theirs.
/// </summary>
internal static class Letterbox
{
    public static ImagePlacement Fit(Size image, ModelInfo model)
    {
        if (model.Input.Fit == InputFit.Stretch) return Stretch(image, model.InputSize);
        Size room = Room(image, model);
        Size inner = new(room.Width - model.Input.Margin, room.Height - model.Input.Margin);
        double scale = Scale(image, inner, model);
        int width = Scaled(image.Width, scale, inner.Width, model);
        int height = Scaled(image.Height, scale, inner.Height, model);

        int padX = room.Width - width, padY = room.Height - height;
        if (model.DynamicWidth) padX = model.Input.Margin + (padX - model.Input.Margin) % model.Stride;
        if (model.DynamicHeight) padY = model.Input.Margin + (padY - model.Input.Margin) % model.Stride;
        bool isCentred = model.Input.Fit == InputFit.LetterboxCentred;
        Rect region = new(isCentred ? Half(padX) : 0, isCentred ? Half(padY) : 0, width, height);
        return new ImagePlacement(image, new Size(width + padX, height + padY), region, scale, scale);
    }

    private static ImagePlacement Stretch(Size image, Size input) =>
        new(
            image, input, new Rect(0, 0, input.Width, input.Height), (double)input.Width / image.Width,
            (double)input.Height / image.Height);

    // An image that keeps its size may be larger than what others are fitted into.
    private static Size Room(Size image, ModelInfo model)
    {
        bool keepsSize = model.Input.Fit == InputFit.Original;
        return new Size(
            keepsSize && model.DynamicWidth ? RoundUp(image.Width, model.Stride) : model.InputWidth,
            keepsSize && model.DynamicHeight ? RoundUp(image.Height, model.Stride) : model.InputHeight);
    }

    private static double Scale(Size image, Size room, ModelInfo model)
    {
        double scale = Math.Min((double)room.Height / image.Height, (double)room.Width / image.Width);
        if (model.Input.ShortSide is { } side)
            scale = Math.Min(scale, (double)side / Math.Min(image.Width, image.Height));
        if (model.Input.Fit == InputFit.Original) return Math.Min(scale, 1);
        if (model.ScaleUp) return scale;
        double enlarged = (double)(model.Input.EnlargeTo ?? 0) / Math.Max(image.Width, image.Height);
        return Math.Min(scale, Math.Max(enlarged, 1));
    }

    private static int Scaled(int side, double scale, int limit, ModelInfo model)
    {
        double scaled = side * scale;
        return Math.Clamp((int)(model.Input.TruncatesSize ? scaled : Math.Round(scaled)), 1, limit);
    }

    // An odd border has its larger half right and below.
    private static int Half(int padding) => (int)Math.Round(padding / 2.0 - 0.1);

    private static int RoundUp(int side, int multiple) => (side + multiple - 1) / multiple * multiple;
}
