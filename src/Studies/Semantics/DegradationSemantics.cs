using System.Runtime.InteropServices;
using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Whether features of a network tell degradations apart, after the distinctive semantics that Liu et al. (arXiv
/// 2108.00406) found in super-resolution networks. The same pictures, whole, degraded in several ways; the middle of
/// each goes through the network, and what a layer computes is seen along its principal components. Chance, pixels and
/// a network of random weights are what a finding must exceed.
/// </summary>
public sealed class DegradationSemantics : IDisposable
{
    private const int ComponentCount = 50, FewestPictures = 3;

    private readonly List<Mat> _crops = [];
    private readonly List<int> _classes = [], _pictures = [];

    private DegradationSemantics(IReadOnlyList<string> classNames) => ClassNames = classNames;

    /// <summary>Names of the degradations, the first of them for none.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Index of the degradation of each sample.</summary>
    public IReadOnlyList<int> Classes => _classes;

    /// <summary>Index of the picture of each sample.</summary>
    public IReadOnlyList<int> Pictures => _pictures;

    /// <summary>Makes the samples: every picture as it is, and degraded in every way.</summary>
    /// <param name="files">Pictures, at least three.</param>
    /// <param name="degradations">
    /// Names and degradations that keep the size; each picture draws by the seed and its number.
    /// </param>
    /// <param name="side">Pixels of the side of the square in the middle.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="StudyException">
    /// There are too few pictures or no degradation, a picture is smaller than the square, or a degradation changes its
    /// size.
    /// </exception>
    /// <exception cref="ImageFormatException">A file is damaged or no image.</exception>
    public static DegradationSemantics Read(
        IReadOnlyList<string> files, IReadOnlyList<(string Name, DegradationPipeline Pipeline)> degradations, int side,
        long seed)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(degradations);
        if (files.Count < FewestPictures)
            throw new StudyException(
                $"There are {files.Count} pictures, too few for a probe that leaves one out; expected at least "
                + $"{FewestPictures}.");
        if (degradations.Count == 0) throw new StudyException("There is no degradation to tell; expected one or more.");
        DegradationSemantics semantics = new(["clean", .. degradations.Select(degradation => degradation.Name)]);
        for (int picture = 0; picture < files.Count; picture++)
            semantics.Add(files[picture], picture, degradations, side, seed);
        return semantics;
    }

    /// <summary>What the pixels themselves tell.</summary>
    public SemanticsRow MeasurePixels() => Measure("pixels", [.. _crops.Select(Pixels)]);

    /// <summary>What the layers of a network tell.</summary>
    /// <returns>One row per layer.</returns>
    public IReadOnlyList<SemanticsRow> Measure(LayerFeatures network)
    {
        ArgumentNullException.ThrowIfNull(network);
        IReadOnlyList<float[]>[] each = [.. _crops.Select(network.Flat)];
        return [.. network.Layers.Select((layer, i) => Measure(layer, [.. each.Select(sample => sample[i])]))];
    }

    /// <summary>Frees the pictures.</summary>
    public void Dispose() => _crops.ForEach(crop => crop.Dispose());

    private SemanticsRow Measure(string source, float[][] samples)
    {
        using PrincipalComponents components = new(samples, ComponentCount);
        float[][] seen = components.Project(samples), even = components.Whiten(samples);
        return new SemanticsRow(
            source, samples[0].Length, ClusterSeparation.CalinskiHarabasz(seen, _classes),
            Probe.Linear(even, _classes, _pictures), Probe.Nearest(seen, _classes, _pictures),
            Probe.Nearest(seen, _pictures, _classes), seen);
    }

    private void Add(
        string file, int picture, IReadOnlyList<(string Name, DegradationPipeline Pipeline)> degradations, int side,
        long seed)
    {
        using Mat image = ImageFile.Read(file);
        PictureSize.RequireAtLeast(side, image.Size(), file);
        Add(image, picture, 0, side);
        for (int i = 0; i < degradations.Count; i++)
        {
            long drawn = RandomSource.DeriveSeed(RandomSource.DeriveSeed(seed, i), picture);
            using Mat degraded = degradations[i].Pipeline.Sample(drawn, image.Size()).Apply(image);
            if (degraded.Size() != image.Size())
                throw new StudyException(
                    $"'{degradations[i].Name}' makes {degraded.Width} x {degraded.Height} pixels of {image.Width} x "
                    + $"{image.Height}; expected a degradation that keeps the size.");
            Add(degraded, picture, i + 1, side);
        }
    }

    private void Add(Mat image, int picture, int degradation, int side)
    {
        using Mat middle = image[new Rect((image.Width - side) / 2, (image.Height - side) / 2, side, side)];
        _crops.Add(middle.Clone());
        _classes.Add(degradation);
        _pictures.Add(picture);
    }

    private static float[] Pixels(Mat crop) =>
        [.. MemoryMarshal.AsBytes(crop.AsSpan<Vec3b>()).ToArray().Select(value => (float)value)];
}
