using DetectionSdk.Evaluation;
using MathNet.Numerics.Statistics;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// What networks that enlarge give back by region: pictures with label maps are shrunk bicubically, enlarged by every
/// arm and compared.
/// </summary>
/// <param name="pictures">Pictures with label maps.</param>
/// <param name="background">Names of the classes whose texture counts.</param>
/// <param name="scale">By how much pictures are shrunk.</param>
public sealed class RegionStudy(AnnotatedDataSet pictures, IReadOnlyList<string> background, int scale)
{
    private readonly RegionQuality _quality = new(
        pictures.ClassNames.Count,
        pictures.ClassNames.Index()
            .Where(name => background.Contains(name.Item)).Select(name => name.Index).ToHashSet());

    /// <summary>Measures arms, in the order in which they come first.</summary>
    /// <exception cref="DataSetException">A picture or its label map cannot be read.</exception>
    /// <exception cref="StudyException">A picture is too small, or a network gives another size.</exception>
    public IReadOnlyList<RegionRow> Run(IReadOnlyList<RegionArm> arms, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(arms);
        List<RegionScores>[] scores = [.. arms.Select(_ => new List<RegionScores>())];
        for (int index = 0; index < pictures.Images.Count; index++)
        {
            (Mat original, Mat labels) = Read(pictures.Images[index]);
            using (original)
            using (labels)
            using (Mat small = Shrink(original))
                for (int arm = 0; arm < arms.Count; arm++)
                {
                    token.ThrowIfCancellationRequested();
                    using Mat enlarged = Enlarge(arms[arm], index, small, original.Size());
                    scores[arm].Add(_quality.Compare(original, enlarged, labels));
                }
        }
        return [.. arms.Zip(scores).GroupBy(pair => pair.First.Name).Select(
            group => Row(group.Key, [.. group.Select(pair => pair.Second)]))];
    }

    /// <summary>A picture and its classes as far as their sides are multiples of the scale; the caller disposes both.
    /// </summary>
    /// <exception cref="DataSetException">One of them cannot be read.</exception>
    /// <exception cref="StudyException">The picture is too small for its bands.</exception>
    internal (Mat Picture, Mat Labels) Read(AnnotatedImage image)
    {
        PictureSize.RequireAtLeast((HaarBands.Side + scale - 1) / scale * scale, image.Size, image.Path);
        using Mat whole = image.Read(), labels = image.LabelMap!.Read(whole.Size());
        return (Cut(whole), Cut(labels));
    }

    /// <summary>The part of a picture or map whose sides are multiples of the scale.</summary>
    public Mat Cut(Mat map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map[new Rect(0, 0, map.Width / scale * scale, map.Height / scale * scale)].Clone();
    }

    /// <summary>A picture shrunk bicubically with antialiasing, as the networks' training shrinks.</summary>
    public Mat Shrink(Mat picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new Degradation.DegradationPlan(
            picture.Size(),
            [
                new Degradation.ResizeStep(
                    picture.Width / scale, picture.Height / scale, Degradation.ResizeMethod.AntialiasedBicubic)
            ]).Apply(picture);
    }

    private static Mat Enlarge(RegionArm arm, int index, Mat small, Size size)
    {
        using Mat? told = arm.Tell?.Invoke(index, small);
        Mat enlarged = arm.FrontEnd.Enhance(small, new FrontEndContext(Target: size, LabelMap: told));
        if (enlarged.Size() == size) return enlarged;
        using (enlarged)
            throw new StudyException(
                $"'{arm.Name}' makes {enlarged.Width} x {enlarged.Height} pixels of {small.Width} x {small.Height}; "
                + $"expected {size.Width} x {size.Height}.");
    }

    private RegionRow Row(string arm, IReadOnlyList<RegionScores>[] seeds)
    {
        int[] classes = [.. Enumerable.Range(0, pictures.ClassNames.Count)];
        return new RegionRow(
            arm, seeds.Length, Over(score => score.Psnr), Over(score => score.BandError),
            Over(score => score.EdgeError), Over(score => score.TextureError), Over(score => score.ObjectPsnr),
            [.. classes.Select(number => Spread(seeds.Select(scores => ErrorOf(scores, number))))],
            Spread(seeds.Select(scores => Mean(classes.Select(number => ErrorOf(scores, number))))));

        (double, double) Over(Func<RegionScores, double> measure) =>
            Spread(seeds.Select(scores => Mean(scores.Select(measure))));
    }

    private static double ErrorOf(IEnumerable<RegionScores> scores, int number) =>
        Mean(scores.Select(score => score.BandErrors[number] ?? double.NaN));

    /// <summary>Of what there is; NaN of nothing.</summary>
    private static double Mean(IEnumerable<double> values) =>
        values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static (double Mean, double Deviation) Spread(IEnumerable<double> seeds) =>
        seeds.ToArray().MeanStandardDeviation();
}
