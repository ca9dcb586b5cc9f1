using System.Buffers.Binary;
using System.IO.Compression;
using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>
/// Reading handwritten digits of MNIST by a support vector machine (radial kernel) on their pixels, learned from those
/// of even index and shown those of odd index.
/// </summary>
public sealed class DigitsTask : VisionTask
{
    private const int Header = 16, LabelHeader = 8, Side = 28;
    private const double Gamma = 0.02;

    private readonly List<Mat> _pictures = [];
    private readonly List<int> _labels = [];
    private readonly Classifier _classifier;

    /// <summary>Reads digits and learns.</summary>
    /// <param name="folder">Folder of <c>t10k-images-idx3-ubyte.gz</c> and its labels.</param>
    /// <param name="count">Digits to learn from, and to test on.</param>
    /// <param name="seen">What becomes of a digit before it is learned; null: it stays in full.</param>
    /// <exception cref="StudyException">The files are absent or hold fewer digits.</exception>
    public DigitsTask(string folder, int count = 1500, Func<Mat, Mat>? seen = null)
    {
        byte[] images = Unpack(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"));
        byte[] labels = Unpack(Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
        int stored = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(4));
        if (stored < 2 * count)
            throw new StudyException($"'{folder}' holds {stored} digits; expected at least {2 * count}.");
        List<float[]> samples = [];
        for (int i = 0; i < 2 * count; i++)
        {
            Mat digit = Picture(images.AsSpan(Header + i * Side * Side, Side * Side));
            if (i % 2 == 1) _pictures.Add(digit);
            else samples.Add(Learned(digit, seen));
        }
        _labels.AddRange(Enumerable.Range(0, count).Select(i => (int)labels[LabelHeader + 2 * i + 1]));
        int[] known = [.. Enumerable.Range(0, count).Select(i => (int)labels[LabelHeader + 2 * i])];
        _classifier = new Classifier(samples, known, SVM.KernelTypes.Rbf, Gamma);
    }

    /// <inheritdoc/>
    public override string Name => "digits";

    /// <inheritdoc/>
    public override string Measure => "accuracy";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown) => _classifier.Tell(Features(shown)) == _labels[index] ? 1 : 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _classifier.Dispose();
    }

    private static float[] Learned(Mat digit, Func<Mat, Mat>? seen)
    {
        using (digit)
        {
            if (seen is null) return Features(digit);
            using Mat changed = seen(digit);
            return Features(changed);
        }
    }

    private static float[] Features(Mat picture)
    {
        using Mat grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY), exact = new();
        grey.ConvertTo(exact, MatType.CV_32FC1, 1 / 255.0);
        return exact.AsSpan<float>().ToArray();
    }

    private static Mat Picture(ReadOnlySpan<byte> values)
    {
        using Mat grey = new(Side, Side, MatType.CV_8UC1);
        values.CopyTo(grey.AsSpan<byte>());
        return grey.CvtColor(ColorConversionCodes.GRAY2BGR);
    }

    private static byte[] Unpack(string path)
    {
        if (!File.Exists(path))
            throw new StudyException($"'{path}' does not exist; expected the test digits of MNIST.");
        try
        {
            using GZipStream packed = new(File.OpenRead(path), CompressionMode.Decompress);
            using MemoryStream whole = new();
            packed.CopyTo(whole);
            return whole.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new StudyException($"'{path}' is damaged: {error.Message}", error);
        }
    }
}
