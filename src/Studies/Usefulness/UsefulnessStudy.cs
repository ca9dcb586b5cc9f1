using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Whether pictures that were enlarged well are good for more: each is shrunk bicubically, enlarged again by every
/// method and shown to a <see cref="VisionTask"/>.
/// </summary>
/// <param name="scale">Factor of shrinking and enlarging.</param>
/// <param name="methods">Names and front-ends of this scale; not disposed.</param>
public sealed class UsefulnessStudy(int scale, IReadOnlyList<(string Name, FrontEnd FrontEnd)> methods)
{
    /// <summary>What pictures in full are called among the methods.</summary>
    public const string Original = "original";

    /// <summary>Shows a task pictures in full, and by every method.</summary>
    /// <param name="task">The task; not disposed.</param>
    /// <param name="every">Takes every so manieth picture. Default 1: all.</param>
    /// <param name="cancellationToken">Ends the run between two pictures.</param>
    /// <exception cref="StudyException">
    /// A picture has nothing within a rim as wide as the scale, or a method gives another size.
    /// </exception>
    public IReadOnlyList<UsefulnessScore> Run(
        VisionTask task, int every = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        List<UsefulnessScore> scores = [];
        for (int picture = 0; picture < task.Pictures.Count; picture += every)
        {
            cancellationToken.ThrowIfCancellationRequested();
            scores.AddRange(Show(task, picture));
        }
        return scores;
    }

    /// <summary>A picture shrunk and enlarged again: what a task that learns from such pictures sees.</summary>
    /// <param name="picture">8-bit BGR; only read.</param>
    /// <param name="method">The front-end.</param>
    /// <returns>A new Mat of the picture's size; an edge that the scale does not divide is repeated.</returns>
    public Mat Enlarge(Mat picture, FrontEnd method)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(method);
        using Mat clean = Cut(picture), small = Shrink(clean);
        using Mat enlarged = method.Enhance(small, new FrontEndContext(Target: clean.Size()));
        return Extend(enlarged, picture.Size());
    }

    /// <summary>A picture of a task in full, and by every method.</summary>
    /// <param name="task">The task; not disposed.</param>
    /// <param name="index">Which of its pictures.</param>
    /// <returns>Names and new Mats, which the caller disposes.</returns>
    public IEnumerable<(string Method, Mat Picture)> Shown(VisionTask task, int index)
    {
        ArgumentNullException.ThrowIfNull(task);
        Mat picture = task.Pictures[index];
        return methods.Select(method => (method.Name, Enlarge(picture, method.FrontEnd)))
            .Prepend((Original, picture.Clone()));
    }

    private IEnumerable<UsefulnessScore> Show(VisionTask task, int index)
    {
        PictureSize.RequireAtLeast(3 * scale, task.Pictures[index].Size(), $"{task.Name}, picture {index}");
        using Mat clean = Cut(task.Pictures[index]), full = Extend(clean, task.Pictures[index].Size());
        yield return new UsefulnessScore(
            Original, index, double.NaN, double.NaN, double.NaN, double.NaN, task.Judge(index, full));
        using Mat small = Shrink(clean);
        foreach ((string name, FrontEnd frontEnd) in methods)
        {
            using Mat enlarged = frontEnd.Enhance(small, new FrontEndContext(Target: clean.Size()));
            if (enlarged.Size() != clean.Size())
                throw new StudyException(
                    $"'{name}' makes {enlarged.Width} x {enlarged.Height} pixels of {small.Width} x {small.Height}; "
                    + $"expected {clean.Width} x {clean.Height}, {scale} times as many.");
            using Mat shown = Extend(enlarged, task.Pictures[index].Size());
            yield return Compare(name, index, clean, enlarged) with { Score = task.Judge(index, shown) };
        }
    }

    private UsefulnessScore Compare(string name, int index, Mat clean, Mat enlarged)
    {
        Similarity similarity = Similarity.Measure(clean, enlarged, QualityChannels.Luma, scale)!;
        bool isLarge = Math.Min(clean.Width, clean.Height) >= InformationFidelity.SmallestSide;
        return new UsefulnessScore(
            name, index, similarity.Psnr, similarity.Ssim,
            isLarge ? InformationFidelity.Measure(clean, enlarged) : double.NaN,
            NoiseQuality.Measure(clean, enlarged), Score: 0);
    }

    private Mat Cut(Mat picture) =>
        picture[0, picture.Height / scale * scale, 0, picture.Width / scale * scale].Clone();

    private Mat Shrink(Mat clean) => new DegradationPlan(
        clean.Size(),
        [new ResizeStep(clean.Width / scale, clean.Height / scale, ResizeMethod.AntialiasedBicubic)]).Apply(clean);

    private static Mat Extend(Mat picture, Size size) =>
        picture.CopyMakeBorder(
            0, size.Height - picture.Height, 0, size.Width - picture.Width, BorderTypes.Replicate);
}
