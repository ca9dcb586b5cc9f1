using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// What is done to an image before a detector sees it, or for its own sake. All front-ends enhance; super-resolution
/// and interpolation do it by enlarging. Thread-safe: one instance serves any number of detectors and threads. Derive
/// from it to put a method of your own before a detector. A front-end that was given another disposes it with itself,
/// unless it is told to leave it open.
/// </summary>
public abstract class FrontEnd : IDisposable
{
    /// <summary>Most pixels that an enlarged image may have, unless a front-end has an option for it.</summary>
    internal const long LargestOutput = 64L << 20;

    /// <summary>Enhances an image for its own sake, without a detector: by all that the front-end gives.</summary>
    /// <inheritdoc cref="Enhance" path="/param[@name='image']|/returns|/exception"/>
    public Mat Upscale(Mat image) => Enhance(image, FrontEndContext.None);

    /// <summary>Enhances an image: what a detector is to see of it, for instance.</summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <param name="context">What is known beside the pixels.</param>
    /// <returns>
    /// A new 8-bit BGR Mat, which the caller disposes. It may share the pixels of the image where the front-end leaves
    /// it as it is; clone it before writing into it.
    /// </returns>
    /// <exception cref="ImageFormatException">
    /// The Mat is empty, of a kind that is not accepted, or too large when enlarged, for a limit or for the memory.
    /// </exception>
    /// <exception cref="InvalidOperationException">A front-end of your own gave no 8-bit BGR image.</exception>
    public Mat Enhance(Mat image, FrontEndContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using BgrImage bgr = BgrImage.From(image);
        Mat processed = ProcessInMemory(bgr.Pixels, context) ?? throw Malformed("null");
        // the caller disposes the result, not the image
        if (ReferenceEquals(processed, bgr.Pixels)) return processed[new Rect(0, 0, processed.Width, processed.Height)];
        if (!processed.Empty() && processed.Dims == 2 && processed.Type() == MatType.CV_8UC3) return processed;

        using (processed) throw Malformed(
            processed.Empty() ? "an empty Mat" : $"a Mat of {processed.Dims} dimensions and type {processed.Type()}");
    }

    /// <summary>
    /// Releases what the front-end holds. Calls that are still running must have ended, except those of a
    /// <see cref="SuperResolver"/>, which waits for them.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work. Called from any thread.</summary>
    /// <param name="image">8-bit BGR; only read.</param>
    /// <param name="context">What is known beside the pixels.</param>
    /// <returns>
    /// An 8-bit BGR Mat of any size, of the same view as the image: a new one, or the image itself to leave it as it
    /// is.
    /// </returns>
    protected abstract Mat Process(Mat image, FrontEndContext context);

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

    /// <summary>
    /// The size that a front-end of any scale gives: the target, or as much as the detector's input takes, from 1 to
    /// the largest scale; without either the largest.
    /// </summary>
    private protected static Size FitTo(Size image, FrontEndContext context, double largest)
    {
        if (context.Target is { } target) return target;
        if (context.DetectorInput is not { } input) return Scaled(image, largest);
        double fitting = Math.Min((double)input.Width / image.Width, (double)input.Height / image.Height);
        return Scaled(image, Math.Clamp(fitting, 1, largest));
    }

    private Mat ProcessInMemory(Mat image, FrontEndContext context)
    {
        try
        {
            return Process(image, context);
        }
        catch (Exception error)
            when (error is OutOfMemoryException or OpenCVException { Status: ErrorCode.StsNoMem })
        {
            throw new ImageFormatException(
                $"There is not enough memory for {GetType().Name} to enhance an image of {image.Width} x "
                + $"{image.Height} pixels.", error);
        }
    }

    private InvalidOperationException Malformed(string found) =>
        new($"{GetType().Name}.{nameof(Process)} returned {found}; expected an 8-bit BGR image.");
}
