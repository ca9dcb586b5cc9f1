using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>
/// Reading handwritten digits of MNIST by a support vector machine (radial kernel) on their pixels, learned from those
/// of even index and shown those of odd index.
/// </summary>
public sealed class DigitsTask : ClassificationTask
{
    private const int Header = 16, LabelHeader = 8, Side = 28;
    private const double Gamma = 0.02;

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
        for (int i = 0; i < 2 * count; i++)
        {
            Mat digit = Picture(images.AsSpan(Header + i * Side * Side, Side * Side));
            if (i % 2 == 1)
            {
                AddAsked(digit, labels[LabelHeader + i]);
                continue;
            }
            using (digit) AddKnown(digit, labels[LabelHeader + i], seen);
        }
        Learn(SVM.KernelTypes.Rbf, Gamma);
    }

    /// <inheritdoc/>
    public override string Name => "digits";

    private protected override string NameOf(int kind) => kind.ToString(CultureInfo.InvariantCulture);

    private protected override float[] Features(Mat picture)
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
