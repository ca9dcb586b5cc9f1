using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>A picture with boxes over it, which the script of the page shows and hides.</summary>
internal static class BoxedPicture
{
    private const int Quality = 80;

    /// <param name="image">The picture.</param>
    /// <param name="boxes">The boxes in its pixels.</param>
    /// <param name="caption">What is to be seen, also for who does not see it.</param>
    /// <param name="longestSide">Pixels that a larger picture is shrunk to.</param>
    public static Markup Draw(
        Mat image, IEnumerable<DrawnBox> boxes, string caption, int longestSide = 560) => Markup.Of(
        $"""
        <figure class="picture"><div class="frame">
        <img alt="{caption}" src="data:image/jpeg;base64,{Convert.ToBase64String(Encode(image, longestSide))}">
        <svg viewBox="0 0 {image.Width} {image.Height}" preserveAspectRatio="none" aria-hidden="true">
        {boxes.Select(Draw)}</svg></div>
        <figcaption>{caption}</figcaption></figure>

        """);

    private static Markup Draw(DrawnBox drawn) => Markup.Of(
        $"""
        <rect class="{drawn.Kind}" x="{drawn.Box.X:0.#}" y="{drawn.Box.Y:0.#}" width="{drawn.Box.Width:0.#}"
        height="{drawn.Box.Height:0.#}" data-score="{drawn.Score:0.###}"><title>{drawn.Label}</title></rect>

        """);

    private static byte[] Encode(Mat image, int longestSide)
    {
        double scale = Math.Min(1, (double)longestSide / Math.Max(image.Width, image.Height));
        using Mat small = new();
        Cv2.Resize(image, small, default, scale, scale, InterpolationFlags.Area);
        return small.ToBytes(".jpg", [(int)ImwriteFlags.JpegQuality, Quality]);
    }
}
