using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// Any supported Mat as 8-bit BGR: the caller's own pixels where they already are, a converted copy otherwise.
/// One channel is grey, three are BGR, four are BGRA (alpha is ignored). 16-bit values are divided by 257;
/// 32-bit floats are in [0, 1], a little overshoot is saturated.
/// </summary>
public readonly ref struct BgrImage : IDisposable
{
    private const double LargestFloat = 2;

    private readonly Mat? _converted;

    private BgrImage(Mat pixels, Mat? converted)
    {
        Pixels = pixels;
        _converted = converted;
    }

    /// <summary>8-bit BGR. Valid until this is disposed.</summary>
    public Mat Pixels { get; }

    /// <summary>Looks at a Mat as 8-bit BGR.</summary>
    /// <param name="image">The Mat; only read, and not disposed. It must live as long as this.</param>
    /// <exception cref="ImageFormatException">The Mat is empty or of a kind that is not supported.</exception>
    public static BgrImage From(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(image.IsDisposed, image);
        if (image.Dims != 2 || image.Empty())
            throw new ImageFormatException(
                $"The image is empty or not two-dimensional ({image.Dims} dimensions); expected a Mat with rows "
                + "and columns.");
        if (image.Type() == MatType.CV_8UC3) return new BgrImage(image, null);

        Mat converted = ToBgr(image);
        return new BgrImage(converted, converted);
    }

    /// <summary>Releases the converted copy where there is one.</summary>
    public void Dispose() => _converted?.Dispose();

    private static Mat ToBgr(Mat image)
    {
        using Mat bytes = ToBytes(image);
        Mat bgr = new();
        switch (bytes.Channels())
        {
            case 1: Cv2.CvtColor(bytes, bgr, ColorConversionCodes.GRAY2BGR); break;
            case 4: Cv2.CvtColor(bytes, bgr, ColorConversionCodes.BGRA2BGR); break;
            default: bytes.CopyTo(bgr); break;
        }
        return bgr;
    }

    private static Mat ToBytes(Mat image)
    {
        if (image.Channels() is not (1 or 3 or 4))
            throw new ImageFormatException(
                $"The image has {image.Channels()} channels; expected 1 (grey), 3 (BGR) or 4 (BGRA).");

        Mat bytes = new();
        switch (image.Depth())
        {
            case MatType.CV_8U: image.CopyTo(bytes); break;
            case MatType.CV_16U: image.ConvertTo(bytes, MatType.CV_8U, 1 / 257.0); break;
            case MatType.CV_32F: RequireUnitRange(image); image.ConvertTo(bytes, MatType.CV_8U, 255); break;
            default: throw new ImageFormatException($"The image is of type {image.Type()}; expected 8U, 16U or 32F.");
        }
        return bytes;
    }

    private static void RequireUnitRange(Mat image)
    {
        if (!Cv2.CheckRange(image, true, out _, 1 - LargestFloat, LargestFloat))
            throw new ImageFormatException(
                "The float image holds NaN, infinity or values far outside [0, 1]; expected pixels in [0, 1].");
    }
}
