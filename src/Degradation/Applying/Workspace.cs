using System.Collections.Concurrent;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// The image that steps work on and the memory they work in. Rented for one application of a plan and returned by
/// Dispose, so that images of a training run do not map and fault in fresh memory at every step: that costs more than
/// the arithmetic. One thread at a time.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private static readonly ConcurrentBag<Workspace> Idle = [];

    private NativeBlock _current = new();
    private NativeBlock _next = new();
    private readonly NativeBlock _scratch = new();

    private Workspace() { }

    /// <summary>CV_32FC3 BGR, nominally in [0, 1]. A step may change it in place.</summary>
    public Mat Image => _current.Mat;

    public Size Size => Image.Size();

    /// <param name="source">CV_8UC3, or CV_32FC3 in [0, 1]; copied.</param>
    public static Workspace Rent(Mat source)
    {
        if (!Idle.TryTake(out Workspace? workspace)) workspace = new Workspace();
        Mat image = workspace._current.Shape(source.Size());
        source.ConvertTo(image, MatType.CV_32FC3, source.Depth() == MatType.CV_8U ? 1.0 / 255 : 1);
        return workspace;
    }

    /// <summary>Replaces the image by what a step writes.</summary>
    /// <param name="size">Size of the new image, pixels.</param>
    /// <param name="write">Fills its argument, a CV_32FC3 Mat of that size, from <see cref="Image"/>.</param>
    public void Replace(Size size, Action<Mat> write)
    {
        write(_next.Shape(size));
        (_current, _next) = (_next, _current);
    }

    /// <summary>A CV_32FC3 Mat of the image's size and undefined content, valid until the next call.</summary>
    public Mat Scratch() => _scratch.Shape(Size);

    /// <summary>Returns the memory to the pool; very large blocks to the system.</summary>
    public void Dispose()
    {
        _current.Trim();
        _next.Trim();
        _scratch.Trim();
        Idle.Add(this);
    }
}
