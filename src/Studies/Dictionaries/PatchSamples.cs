using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Pairs to learn enlarging from: what patches of shrunk and bicubically enlarged photographs look like, in few
/// numbers, and what they lack of the originals.
/// </summary>
public sealed class PatchSamples : IDisposable
{
    private const int Components = 30, ComponentSamples = 8000;

    private readonly Mat _basis = new();

    private PatchSamples(int scale, Mat descriptions, Mat details)
    {
        Scale = scale;
        Grid = new PatchGrid(scale);
        Details = details;
        // Without centring, as published: a flat patch is described by zeros.
        int step = Math.Max(1, descriptions.Rows / ComponentSamples);
        using Mat some = FeatureRows.Pick(
            descriptions, [.. Enumerable.Range(0, descriptions.Rows / step).Select(i => i * step)]);
        using Mat centre = new(1, descriptions.Cols, MatType.CV_32FC1, Scalar.All(0));
        Cv2.PCACompute(some, centre, _basis, Components);
        Inputs = Reduce(descriptions);
    }

    /// <summary>Output pixels per input pixel.</summary>
    public int Scale { get; }

    /// <summary>How patches lie.</summary>
    internal PatchGrid Grid { get; }

    /// <summary>The descriptions, one row of 30 numbers each.</summary>
    internal Mat Inputs { get; }

    /// <summary>What the patches lack, one row each.</summary>
    internal Mat Details { get; }

    /// <summary>Cuts patches from photographs, the same share of each, chosen at random.</summary>
    /// <param name="photographs">Image files.</param>
    /// <param name="scale">2 to 8.</param>
    /// <param name="count">About how many.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="StudyException">The photographs hold too few patches.</exception>
    /// <exception cref="ImageFormatException">A file is damaged or no image.</exception>
    public static PatchSamples Read(IReadOnlyList<string> photographs, int scale, int count, long seed)
    {
        ArgumentNullException.ThrowIfNull(photographs);
        PatchGrid grid = new(scale);
        RandomSource random = new(seed);
        List<Mat> descriptions = [], details = [];
        foreach (string path in photographs)
        {
            using Mat image = ImageFile.Read(path);
            Add(image, grid, scale, count / photographs.Count, random, descriptions, details);
        }
        int found = descriptions.Sum(part => part.Rows);
        if (found < 10 * Components)
            throw new StudyException(
                $"{photographs.Count} photographs give {found} patches to learn from; expected at least "
                + $"{10 * Components}.");
        using Mat allDescriptions = Join(descriptions);
        return new PatchSamples(scale, allDescriptions, Join(details));
    }

    /// <summary>The few numbers that descriptions are told by.</summary>
    internal Mat Reduce(Mat descriptions) => FeatureRows.Multiply(descriptions, _basis, GemmFlags.B_T);

    /// <summary>Frees the samples.</summary>
    public void Dispose()
    {
        _basis.Dispose();
        Inputs.Dispose();
        Details.Dispose();
    }

    private static void Add(
        Mat image, PatchGrid grid, int scale, int count, RandomSource random, List<Mat> descriptions, List<Mat> details)
    {
        Size size = new(image.Width / scale * scale, image.Height / scale * scale);
        if (Math.Min(size.Width, size.Height) < 4 * scale) return;
        using Mat clean = image[0, size.Height, 0, size.Width];
        using Mat small = new DegradationPlan(
            size,
            [new ResizeStep(size.Width / scale, size.Height / scale, ResizeMethod.AntialiasedBicubic)]).Apply(clean);
        using LumaPicture enlarged = LumaPicture.Enlarge(small, scale), original = LumaPicture.Of(clean);
        using Mat lacking = new();
        Cv2.Subtract(original.Luma, enlarged.Luma, lacking);
        using Mat allDescriptions = grid.Describe(enlarged.Luma), allDetails = grid.Cut(lacking);
        int[] chosen = [.. Enumerable.Range(0, count).Select(_ => random.NextIndex(allDetails.Rows))];
        descriptions.Add(FeatureRows.Pick(allDescriptions, chosen));
        details.Add(FeatureRows.Pick(allDetails, chosen));
    }

    private static Mat Join(List<Mat> parts)
    {
        Mat all = new();
        Cv2.VConcat(parts, all);
        parts.ForEach(part => part.Dispose());
        return all;
    }
}
