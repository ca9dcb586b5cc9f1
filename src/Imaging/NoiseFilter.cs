using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// Takes noise out of pictures, as much as they have. Edges stay: each pixel becomes a mean of those near it whose
/// colour differs by no more than noise does (the bilateral filter, Tomasi and Manduchi, ICCV 1998). Pictures without
/// visible noise stay as they are. Thread-safe; Mats remain the caller's.
/// </summary>
public static class NoiseFilter
{
    /// <summary>Noise of a standard deviation below this, in 8-bit levels, is left where it is.</summary>
    public const double LeastNoise = 4;

    private const int Block = 16, FewestBlocks = 4, Diameter = 7;
    private const byte Darkest = 20, Brightest = 235;
    private const double FlattestShare = 0.1, Reach = 2, ColoursPerNoise = 4;

    // Of grey, in which independent noise of three channels partly cancels.
    private const double ChannelPerLuma = 1.5;

    private static readonly float[] SecondDifference = [1, -2, 1];

    /// <summary>Estimates the noise of a picture from the parts in which little else varies.</summary>
    /// <param name="image">Any image that <see cref="BgrImage"/> accepts; only read.</param>
    /// <returns>
    /// Standard deviation of white noise per channel in 8-bit levels: the response of a mask that cancels smooth
    /// structure (Immerkaer, CVIU 1996) in the flattest tenth of the blocks of 16 x 16 pixels that are neither nearly
    /// black nor nearly white; 0 for pictures of less than four blocks. Noise that was compressed away or enlarged with
    /// its picture counts less.
    /// </returns>
    /// <exception cref="ImageFormatException">The Mat is empty or of a kind that is not accepted.</exception>
    public static double Estimate(Mat image)
    {
        using BgrImage bgr = BgrImage.From(image);
        return EstimateOf(bgr.Pixels);
    }

    /// <summary>Takes the noise out that a picture has.</summary>
    /// <param name="image">Any image that <see cref="BgrImage"/> accepts; only read.</param>
    /// <param name="result">
    /// Gets the picture with less noise where it had any: 8-bit BGR of the same size; another Mat than the image.
    /// </param>
    /// <returns>Whether there was noise; otherwise nothing was written.</returns>
    /// <exception cref="ImageFormatException">The Mat is empty or of a kind that is not accepted.</exception>
    public static bool TryReduce(Mat image, Mat result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using BgrImage bgr = BgrImage.From(image);
        double noise = EstimateOf(bgr.Pixels);
        if (noise < LeastNoise) return false;
        Cv2.BilateralFilter(bgr.Pixels, result, Diameter, ColoursPerNoise * noise, Reach);
        return true;
    }

    private static double EstimateOf(Mat image)
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
