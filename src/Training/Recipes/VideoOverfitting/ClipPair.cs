using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>The frames of a clip and of its low-resolution copy, held in memory, 8-bit BGR.</summary>
internal sealed class ClipPair : IDisposable
{
    private const long MaximumBytes = 8L << 30;

    private readonly List<Mat> _frames = [], _low = [];

    private ClipPair() { }

    /// <summary>The original frames, cut at the right and below to the scale times the low ones' size.</summary>
    public IReadOnlyList<Mat> Frames => _frames;

    /// <summary>The low-resolution frames.</summary>
    public IReadOnlyList<Mat> Low => _low;

    /// <summary>Reads both.</summary>
    /// <param name="clip">The original.</param>
    /// <param name="lowClip">The copy, with as many frames.</param>
    /// <param name="scale">Pixels of the original per pixel of the copy and axis.</param>
    /// <exception cref="VideoSourceException">A clip cannot be read.</exception>
    /// <exception cref="TrainingException">
    /// A clip holds no frame, changes its size or is too long to be held in memory, or the two do not fit.
    /// </exception>
    public static ClipPair Read(string clip, string lowClip, int scale)
    {
        ClipPair pair = new();
        try
        {
            pair.Fill(pair._low, lowClip);
            pair.Fill(pair._frames, clip);
            pair.RequireFit(clip, lowClip, scale);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Mat frame in _frames.Concat(_low)) frame.Dispose();
    }

    private void Fill(List<Mat> frames, string clip)
    {
        using VideoFileReader reader = VideoFileReader.Open(clip);
        using Mat frame = new();
        while (reader.Read(frame))
        {
            if (frames.Count > 0 && frame.Size() != frames[0].Size())
                throw new TrainingException(
                    $"Clip '{clip}' changes from {frames[0].Width} x {frames[0].Height} to {frame.Width} x "
                    + $"{frame.Height} pixels at frame {frames.Count}; expected frames of one size.");
            frames.Add(frame.Clone());
            if (_frames.Concat(_low).Sum(held => held.Total() * held.ElemSize()) > MaximumBytes)
                throw new TrainingException(
                    $"Clip '{clip}' takes more than the {MaximumBytes >> 30} GiB that are held in memory after "
                    + $"{frames.Count} frames; expected a shorter one.");
        }
        if (frames.Count == 0) throw new TrainingException($"Clip '{clip}' holds no frame.");
    }

    private void RequireFit(string clip, string lowClip, int scale)
    {
        Size size = new(_low[0].Width * scale, _low[0].Height * scale);
        if (_frames.Count != _low.Count || _frames[0].Width < size.Width || _frames[0].Height < size.Height)
            throw new TrainingException(
                $"'{lowClip}' is no copy of '{clip}' at 1 / {scale}: {_low.Count} frames of {_low[0].Width} x "
                + $"{_low[0].Height} and {_frames.Count} of {_frames[0].Width} x {_frames[0].Height} pixels.");
        for (int i = 0; i < _frames.Count; i++)
        {
            using Mat whole = _frames[i];
            _frames[i] = whole[0, size.Height, 0, size.Width];
        }
    }
}
