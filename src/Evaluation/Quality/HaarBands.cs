using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Frequency bands of a picture: its luma (BT.601, 0 to 1) through Haar wavelets at every pixel. Three scales (kernels
/// of 2, 4 and 8 pixels, periods of about 2 to 4, 4 to 8 and 8 to 16), each in three directions: across, down, and
/// both. The squares of a kernel sum to 1, so noise has the same deviation in every band as in the picture.
/// </summary>
public static class HaarBands
{
    /// <summary>Scales, from the finest.</summary>
    public const int Scales = 3;

    /// <summary>Directions per scale: changes across, down, both.</summary>
    public const int Directions = 3;

    /// <summary>Bands, those of the finest scale first.</summary>
    public const int Count = Scales * Directions;

    /// <summary>Side of the kernels; smaller ones lie in the middle.</summary>
    public const int Side = 1 << Scales;

    /// <summary>
    /// Pixels that the bands lack at the left and at the top; there is one more at the right and below.
    /// </summary>
    public const int Margin = Side / 2 - 1;

    /// <summary>Weights of R, G and B in the luma.</summary>
    public static IReadOnlyList<float> Luma { get; } = [0.299f, 0.587f, 0.114f];

    /// <summary>The kernel of a band: <see cref="Side"/> rows of as many values.</summary>
    public static float[] Kernel(int band)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(band, Count);
        (int scale, int direction) = Math.DivRem(band, Directions);
        int length = 2 << scale, first = (Side - length) / 2;
        float[] kernel = new float[Side * Side];
        for (int y = 0; y < length; y++)
            for (int x = 0; x < length; x++)
            {
                bool isNegative = direction switch
                {
                    0 => x >= length / 2,
                    1 => y >= length / 2,
                    _ => x >= length / 2 ^ y >= length / 2,
                };
                kernel[(first + y) * Side + first + x] = (isNegative ? -1f : 1f) / length;
            }
        return kernel;
    }

    /// <summary>The bands of a picture, without places where a kernel would reach beyond it.</summary>
    /// <param name="picture">8-bit BGR, at least <see cref="Side"/> pixels wide and high; not changed.</param>
    /// <returns>
    /// CV_32FC1 in the order of the bands, owned by the caller, each <see cref="Side"/> - 1 less wide and high; value
    /// (x, y) belongs to the pixel (x + <see cref="Margin"/>, y + <see cref="Margin"/>).
    /// </returns>
    public static Mat[] Of(Mat picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using Mat luma = ToLuma(picture);
        return [.. Enumerable.Range(0, Count).Select(band => Filter(luma, band))];
    }

    private static Mat ToLuma(Mat picture)
    {
        using Mat exact = new(), weights = new(1, 3, MatType.CV_32FC1);
        picture.ConvertTo(exact, MatType.CV_32FC3, 1 / 255.0);
        for (int channel = 0; channel < 3; channel++) weights.Set(0, channel, Luma[2 - channel]);
        Mat luma = new();
        Cv2.Transform(exact, luma, weights);
        return luma;
    }

    private static Mat Filter(Mat luma, int band)
    {
        using Mat kernel = Mat.FromPixelData(Side, Side, MatType.CV_32FC1, Kernel(band)), filtered = new();
        Cv2.Filter2D(luma, filtered, MatType.CV_32FC1, kernel, new Point(Margin, Margin));
        const int Beyond = Side - 1 - Margin;
        using Mat inside = filtered[Margin, luma.Height - Beyond, Margin, luma.Width - Beyond];
        return inside.Clone();
    }
}
