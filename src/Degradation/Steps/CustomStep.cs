using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>A step of your own; see <see cref="EffectOptions"/>. Derive an immutable record with all numbers in
/// it.</summary>
public abstract record CustomStep : DegradationStep
{
    /// <summary>
    /// Applies the step. It must depend on the image and on the step's own numbers alone, to the bit and in any thread:
    /// no clock, no shared generator of random numbers.
    /// </summary>
    /// <param name="image">CV_32FC3 BGR, nominally in [0, 1]; may be changed. Not to be disposed or kept.</param>
    /// <returns>
    /// The same Mat, or a new one of <see cref="DegradationStep.OutputSize"/> and the same type, which is disposed for
    /// you.
    /// </returns>
    protected abstract Mat Apply(Mat image);

    internal sealed override void Apply(Workspace work)
    {
        Mat image = work.Image, changed = Apply(image);
        if (ReferenceEquals(changed, image)) return;
        using (changed)
        {
            Size expected = OutputSize(image.Size());
            if (changed.Size() != expected || changed.Type() != MatType.CV_32FC3)
                throw new DegradationException(
                    $"{GetType().Name} made a {changed.Type()} of {changed.Width} x {changed.Height} px; expected "
                    + $"CV_32FC3 of {expected.Width} x {expected.Height}.");
            work.Replace(expected, target => changed.CopyTo(target));
        }
    }
}
