using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Degrades a video clip. One plan is drawn for the whole clip, as for one camera; each frame has noise of its own, see <see cref="DegradationPlan.ForFrame"/>.
/// Written without loss as FFV1 in AVI (Matroska would put a random number into every file); sides are made even, as codecs need them.
/// </summary>
public static class ClipDegradation
{
    /// <summary>Extension of the clips that are written.</summary>
    public const string Extension = ".avi";

    private static readonly string[] Extensions = [".mp4", ".avi", ".mkv", ".mov", ".m4v", ".webm", ".mpg", ".mpeg"];

    /// <summary>Whether a path looks like a clip, by its extension.</summary>
    public static bool IsClip(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Degrades a clip with a plan that is drawn for its frame size.</summary>
    /// <param name="source">The clip; only read.</param>
    /// <param name="output">The file to write; it appears whole or not at all.</param>
    /// <param name="planOf">Gives the plan for a frame size, for instance <c>size => pipeline.Sample(seed, size)</c>.</param>
    /// <param name="progress">Told the number of frames done.</param>
    /// <param name="cancellationToken">Stops between two frames; nothing is written.</param>
    /// <returns>The plan and the number of frames.</returns>
    /// <exception cref="DegradationException">The output is the clip itself, the clip cannot be read or holds no frame, or the output cannot be written.</exception>
    public static (DegradationPlan Plan, int Frames) Run(string source, string output, Func<Size, DegradationPlan> planOf, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(planOf);
        OutputFile.RequireApart(source, output);
        using VideoCapture capture = new(source, VideoCaptureAPIs.FFMPEG);
        if (!capture.IsOpened()) throw new DegradationException($"'{source}' does not exist or is no clip that OpenCV reads.");
        DegradationPlan plan = WithEvenSides(planOf(new Size(capture.FrameWidth, capture.FrameHeight)));

        string temporary = OutputFile.Temporary(Path.GetFullPath(output));
        try
        {
            int frames = Write(capture, temporary, plan, progress, cancellationToken);
            if (frames == 0) throw new DegradationException($"'{source}' holds no frame.");
            File.Move(temporary, output, overwrite: true);
            return (plan, frames);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static DegradationPlan WithEvenSides(DegradationPlan plan) =>
        plan.WithOutputSize(new Size(Math.Max(2, plan.OutputSize.Width / 2 * 2), Math.Max(2, plan.OutputSize.Height / 2 * 2)));

    private static int Write(VideoCapture capture, string path, DegradationPlan plan, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using VideoWriter writer = new(path, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), capture.Fps > 0 ? capture.Fps : 25, plan.OutputSize);
        if (!writer.IsOpened()) throw new DegradationException($"'{path}' cannot be written as FFV1.");
        using Mat frame = new();
        int count = 0;
        while (capture.Read(frame) && !frame.Empty())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Mat degraded = plan.ForFrame(count).Apply(frame);
            writer.Write(degraded);
            count++;
            progress?.Report(count);
        }
        return count;
    }
}
