using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Batches of patches of one clip, drawn evenly over its time and its area, for networks that are fitted to that clip.
/// The frames are read once and held in memory. Every draw is seeded by (seed, step, index). Thread-safe.
/// </summary>
internal sealed class ClipPatchSource : SampleSource
{
    private const long MaximumBytes = 8L << 30;

    private readonly string _name;
    private readonly List<Mat> _frames = [];
    private readonly Size _patch;
    private readonly DegradationPipeline? _degradation;
    private readonly int _batchSize;
    private readonly long _seed;

    /// <param name="path">A video file that OpenCV reads.</param>
    /// <param name="patchSize">Side of the square patches in pixels.</param>
    /// <param name="degradation">What makes the network's input from a patch; null: nothing does.</param>
    /// <param name="batchSize">Patches per step.</param>
    /// <param name="seed">Seed of every draw.</param>
    /// <exception cref="TrainingException">
    /// The clip cannot be read, is too long to be held in memory, or its frames differ in size or are smaller than a
    /// patch.
    /// </exception>
    public ClipPatchSource(string path, int patchSize, DegradationPipeline? degradation, int batchSize, long seed)
    {
        _name = Path.GetFileName(path);
        _patch = new Size(patchSize, patchSize);
        _degradation = degradation?.WithSharedSize(1);
        _batchSize = batchSize;
        _seed = seed;
        try
        {
            ReadFrames(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Frames of the clip.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>Size of the frames in pixels.</summary>
    public Size FrameSize => _frames[0].Size();

    public override TrainingBatch Make(long step)
    {
        long seed = RandomSource.DeriveSeed(_seed, step);
        IReadOnlyList<DegradationPlan>? plans = _degradation?.SampleBatch(seed, _batchSize, _patch);
        TrainingBatch batch = new(step, _batchSize, plans?[0].OutputSize ?? _patch, _patch)
        {
            IsDegraded = plans is not null,
        };
        for (int i = 0; i < _batchSize; i++)
            Add(batch, i, new RandomSource(RandomSource.DeriveSeed(seed, i)), plans?[i]);
        return batch;
    }

    public override void Dispose()
    {
        foreach (Mat frame in _frames) frame.Dispose();
        base.Dispose();
    }

    private void Add(TrainingBatch batch, int index, RandomSource random, DegradationPlan? plan)
    {
        int time = random.NextIndex(FrameCount);
        Point corner = new(
            random.NextIndex(FrameSize.Width - _patch.Width + 1),
            random.NextIndex(FrameSize.Height - _patch.Height + 1));
        using Mat clean = new(_frames[time], new Rect(corner, _patch));
        using Mat? degraded = plan?.Apply(clean);
        batch.Names.Add($"{_name} frame {time} at {corner.X}, {corner.Y}");
        batch.Write(index, degraded ?? clean, clean);
    }

    private void ReadFrames(string path)
    {
        if (!File.Exists(path)) throw new TrainingException($"Clip '{path}' does not exist.");
        using VideoCapture clip = new(path);
        Mat frame = new();
        while (clip.IsOpened() && clip.Read(frame) && !frame.Empty())
        {
            RequireUsable(path, frame);
            _frames.Add(frame);
            frame = new Mat();
        }

        frame.Dispose();
        if (_frames.Count == 0) throw new TrainingException($"Clip '{path}' holds no frame that OpenCV reads.");
    }

    private void RequireUsable(string path, Mat frame)
    {
        if (frame.Width < _patch.Width || frame.Height < _patch.Height)
            throw new TrainingException(
                $"Clip '{path}' has frames of {frame.Width} x {frame.Height} pixels; expected at least one patch, "
                + $"{_patch.Width} x {_patch.Height}.");
        if (_frames.Count > 0 && frame.Size() != FrameSize)
            throw new TrainingException(
                $"Clip '{path}' changes from {FrameSize.Width} x {FrameSize.Height} to {frame.Width} x {frame.Height} "
                + $"pixels at frame {_frames.Count}; expected frames of one size.");
        if ((_frames.Count + 1) * frame.Total() * frame.ElemSize() > MaximumBytes)
            throw new TrainingException(
                $"Clip '{path}' has more than {_frames.Count} frames of {frame.Width} x {frame.Height} pixels, which "
                + $"take more than the {MaximumBytes >> 30} GiB that are held in memory. Expected a shorter one.");
    }
}
