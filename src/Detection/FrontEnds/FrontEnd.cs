using DetectionSdk.Preprocessing;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// What is done to an image before a detector sees it: enlarging it, for instance. Set it as <see cref="DetectorOptions.FrontEnd"/>, or use it alone.
/// Thread-safe: one instance serves any number of detectors and threads. Derive from it to put a method of your own before a detector.
/// </summary>
public abstract class FrontEnd : IDisposable
{
    /// <summary>Enlarges an image by all that the front-end gives.</summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <returns>A new 8-bit BGR Mat, which the caller disposes. It may share the pixels of the image where the front-end leaves it as it is; clone it before writing into it.</returns>
    /// <exception cref="ImageFormatException">The Mat is empty, of a kind that is not accepted, or too large when enlarged.</exception>
    public Mat Upscale(Mat image) => Apply(image, null);

    /// <summary>What a detector is to see of an image.</summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <param name="detectorInput">Size that the detector fits the image into: <see cref="ModelInfo.InputSize"/>. A front-end of a fixed scale ignores it.</param>
    /// <returns>A new 8-bit BGR Mat, as <see cref="Upscale"/> gives it.</returns>
    /// <exception cref="ImageFormatException">The Mat is empty, of a kind that is not accepted, or too large when enlarged.</exception>
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
    /// <returns>An 8-bit BGR Mat of any size, of the same view as the image: a new one, or the image itself to leave it as it is.</returns>
    protected abstract Mat Process(Mat image, Size? detectorInput);

    /// <summary>Override to release what the front-end holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) { }

    /// <summary>By how much an image may grow to fit into a detector's input: from 1 to the largest scale.</summary>
    private protected static double ScaleToFit(Size image, Size detectorInput, double largest) =>
        Math.Clamp(Math.Min((double)detectorInput.Width / image.Width, (double)detectorInput.Height / image.Height), 1, largest);

    private Mat Apply(Mat image, Size? detectorInput)
    {
        using BgrImage bgr = BgrImage.From(image);
        Mat processed = Process(bgr.Pixels, detectorInput) ?? throw new InvalidOperationException($"{GetType().Name}.{nameof(Process)} returned null; expected an image.");
        return ReferenceEquals(processed, bgr.Pixels) ? processed[new Rect(0, 0, processed.Width, processed.Height)] : processed; // the caller disposes the result, not the image
    }
}
