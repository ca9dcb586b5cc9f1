using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// What is done to an image before a detector sees it: enlarging it, for instance. Give it to
/// <see cref="Detector"/> when it is loaded, or use it alone. Thread-safe: one instance serves any number of detectors
/// and threads. Derive from it to put a method of your own before a detector.
/// </summary>
public abstract class FrontEnd : IDisposable
{
    /// <summary>Most pixels that an enlarged image may have, unless a front-end has an option for it.</summary>
    internal const long LargestOutput = 64L << 20;

    /// <summary>Enlarges an image by all that the front-end gives.</summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <returns>
    /// A new 8-bit BGR Mat, which the caller disposes. It may share the pixels of the image where the front-end leaves
    /// it as it is; clone it before writing into it.
    /// </returns>
    /// <exception cref="ImageFormatException">
    /// The Mat is empty, of a kind that is not accepted, or too large when enlarged.
    /// </exception>
    /// <exception cref="InvalidOperationException">A front-end of your own gave no 8-bit BGR image.</exception>
    public Mat Upscale(Mat image) => Apply(image, null);

    /// <summary>What a detector is to see of an image.</summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <param name="detectorInput">
    /// Size that the detector fits the image into: <see cref="ModelInfo.InputSize"/>. A front-end of a fixed scale
    /// ignores it.
    /// </param>
    /// <returns>A new 8-bit BGR Mat, as <see cref="Upscale"/> gives it.</returns>
    /// <exception cref="ImageFormatException">
    /// The Mat is empty, of a kind that is not accepted, or too large when enlarged.
    /// </exception>
    /// <exception cref="InvalidOperationException">A front-end of your own gave no 8-bit BGR image.</exception>
    public Mat Enhance(Mat image, Size detectorInput) => Apply(image, detectorInput);

    /// <summary>Releases what the front-end holds. Calls that are still running must have ended.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work. Called from any thread.</summary>
    /// <param name="image">8-bit BGR; only read.</param>
    /// <param name="detectorInput">Size that the detector fits the image into; null when no detector follows.</param>
    /// <returns>
    /// An 8-bit BGR Mat of any size, of the same view as the image: a new one, or the image itself to leave it as it
    /// is.
    /// </returns>
    protected abstract Mat Process(Mat image, Size? detectorInput);

    /// <summary>Override to release what the front-end holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) { }

    /// <summary>The size of an image after enlarging, rounded.</summary>
    private protected static Size Scaled(Size image, double scale) =>
        new(
            Math.Min(Math.Round(image.Width * scale), int.MaxValue),
            Math.Min(Math.Round(image.Height * scale), int.MaxValue));

    /// <summary>Refuses an image before memory is taken for it.</summary>
    /// <param name="image">Its size.</param>
    /// <param name="target">Its size when enlarged.</param>
    /// <param name="largest">Most pixels that it may have then.</param>
    /// <param name="limit">What sets this limit.</param>
    /// <exception cref="ImageFormatException">It would have more.</exception>
    private protected static void RequireRoom(Size image, Size target, long largest, string limit)
    {
        long pixels = (long)target.Width * target.Height;
        if (pixels > largest)
            throw new ImageFormatException(
                $"The image of {image.Width} x {image.Height} pixels would become {target.Width} x {target.Height} "
                + $"= {pixels} pixels; {limit} is {largest}.");
    }

    /// <summary>By how much an image may grow to fit into a detector's input: from 1 to the largest scale.</summary>
    private protected static double ScaleToFit(Size image, Size detectorInput, double largest) =>
        Math.Clamp(
            Math.Min((double)detectorInput.Width / image.Width, (double)detectorInput.Height / image.Height), 1,
            largest);

    private Mat Apply(Mat image, Size? detectorInput)
    {
        using BgrImage bgr = BgrImage.From(image);
        Mat processed = Process(bgr.Pixels, detectorInput) ?? throw Malformed("null");
        // the caller disposes the result, not the image
        if (ReferenceEquals(processed, bgr.Pixels)) return processed[new Rect(0, 0, processed.Width, processed.Height)];
        if (!processed.Empty() && processed.Dims == 2 && processed.Type() == MatType.CV_8UC3) return processed;

        using (processed) throw Malformed(
            processed.Empty() ? "an empty Mat" : $"a Mat of {processed.Dims} dimensions and type {processed.Type()}");
    }

    private InvalidOperationException Malformed(string found) =>
        new($"{GetType().Name}.{nameof(Process)} returned {found}; expected an 8-bit BGR image.");
}
