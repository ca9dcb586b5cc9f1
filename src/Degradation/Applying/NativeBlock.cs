using System.Runtime.InteropServices;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Memory that grows as needed and is seen as a CV_32FC3 Mat of changing size. OpenCV itself allocates anew whenever
/// the size changes.
/// </summary>
internal sealed unsafe class NativeBlock
{
    private const nuint LargestKept = 64 << 20;
    private const nuint Alignment = 64;

    private void* _memory;
    private nuint _capacity;
    private Mat? _mat;

    /// <summary>The Mat of the last <see cref="Shape"/>.</summary>
    public Mat Mat => _mat ?? throw new InvalidOperationException("The block has no size yet.");

    /// <summary>A continuous Mat over the block, of undefined content; the one before becomes invalid.</summary>
    public Mat Shape(Size size)
    {
        if (_mat is not null && _mat.Size() == size) return _mat;
        _mat?.Dispose();
        Reserve((nuint)size.Width * (nuint)size.Height * 3 * sizeof(float));
        return _mat = Mat.FromPixelData(size.Height, size.Width, MatType.CV_32FC3, (nint)_memory);
    }

    /// <summary>Gives memory beyond 64 MiB back.</summary>
    public void Trim()
    {
        if (_capacity > LargestKept) Free();
    }

    private void Reserve(nuint bytes)
    {
        if (bytes <= _capacity) return;
        Free();
        _memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        _capacity = bytes;
    }

    private void Free()
    {
        _mat?.Dispose();
        _mat = null;
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _capacity = 0;
    }
}
