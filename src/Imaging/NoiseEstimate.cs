using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>Says how noisy a picture is from the parts in which little else varies. Thread-safe.</summary>
public static class NoiseEstimate
{
    private const int Block = 16, FewestBlocks = 4;
    private const byte Darkest = 20, Brightest = 235;
    private const double FlattestShare = 0.1;

    // Of grey, in which independent noise of three channels partly cancels.
    private const double ChannelPerLuma = 1.5;

    private static readonly float[] SecondDifference = [1, -2, 1];

    /// <summary>Estimates the noise of a picture.</summary>
    /// <param name="image">Any image that <see cref="BgrImage"/> accepts; only read.</param>
    /// <returns>
    /// Standard deviation of white noise per channel in 8-bit levels: the response of a mask that cancels smooth
    /// structure (Immerkaer, CVIU 1996) in the flattest tenth of the blocks of 16 x 16 pixels that are neither nearly
    /// black nor nearly white; 0 for pictures of less than four blocks. Noise that was compressed away or enlarged with
    /// its picture counts less.
    /// </returns>
    /// <exception cref="ImageFormatException">The Mat is empty or of a kind that is not accepted.</exception>
    public static double Of(Mat image)
    {
        using BgrImage bgr = BgrImage.From(image);
        return OfPixels(bgr.Pixels);
    }

    private static double OfPixels(Mat image)
    {
        Size blocks = new(image.Width / Block, image.Height / Block);
        if (blocks.Width * blocks.Height < FewestBlocks) return 0;

        using Mat luma = new(), response = new(), magnitude = new(), levels = new(), responses = new();
        Cv2.CvtColor(image, luma, ColorConversionCodes.BGR2GRAY);
        using Mat kernel = Mat.FromPixelData(1, SecondDifference.Length, MatType.CV_32FC1, SecondDifference);
        Cv2.SepFilter2D(luma, response, MatType.CV_16S, kernel, kernel);
        Cv2.ConvertScaleAbs(response, magnitude);
        Rect whole = new(0, 0, blocks.Width * Block, blocks.Height * Block);
        using Mat lumaOfBlocks = luma[whole], magnitudeOfBlocks = magnitude[whole];
        Cv2.Resize(lumaOfBlocks, levels, blocks, 0, 0, InterpolationFlags.Area);
        Cv2.Resize(magnitudeOfBlocks, responses, blocks, 0, 0, InterpolationFlags.Area);
        return ChannelPerLuma * Math.Sqrt(Math.PI / 2) / 6 * Flattest(responses, levels);
    }

    private static double Flattest(Mat responses, Mat levels)
    {
        byte[] all = responses.AsSpan<byte>().ToArray(), level = levels.AsSpan<byte>().ToArray();
        byte[] seen = [.. all.Where((_, block) => level[block] is > Darkest and < Brightest).Order()];
        if (seen.Length < FewestBlocks) seen = [.. all.Order()];
        return seen[(int)(FlattestShare * (seen.Length - 1))];
    }
}
