using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Degrades a video clip. One plan is drawn for the whole clip, as for one camera; each frame has noise of its own, see
/// <see cref="DegradationPlan.ForFrame"/>. Written without loss by <see cref="ClipRewriter"/>; the plan has even sides,
/// as codecs need them.
/// </summary>
public static class ClipDegradation
{
    /// <summary>Degrades a clip with a plan that is drawn for its frame size.</summary>
    /// <param name="source">The clip; only read.</param>
    /// <param name="output">The file to write; it appears whole or not at all.</param>
    /// <param name="planOf">
    /// Gives the plan for a frame size, for instance <c>size => pipeline.Sample(seed, size)</c>.
    /// </param>
    /// <param name="progress">Told the number of frames done.</param>
    /// <param name="cancellationToken">Stops between two frames; nothing is written.</param>
    /// <returns>The plan, the number of frames, and what is damaged in the clip, in words, or null.</returns>
    /// <exception cref="VideoSourceException">The clip cannot be read, or not to its end.</exception>
    /// <exception cref="DegradationException">
    /// The output is the clip itself, the frames differ in size, or the output cannot be written whole.
    /// </exception>
    public static (DegradationPlan Plan, int Frames, string? Problem) Run(
        string source, string output, Func<Size, DegradationPlan> planOf, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(planOf);
        DegradationPlan? plan = null;
        (int frames, _, string? problem) = ClipRewriter.Run(source, output, (frame, index) =>
        {
            plan ??= WithEvenSides(planOf(frame.Size()));
            return plan.ForFrame(index).Apply(frame);
        }, progress, cancellationToken);
        return (plan!, frames, problem);
    }

    private static DegradationPlan WithEvenSides(DegradationPlan plan) =>
        plan.WithOutputSize(
            new Size(Math.Max(2, plan.OutputSize.Width / 2 * 2), Math.Max(2, plan.OutputSize.Height / 2 * 2)));
}
