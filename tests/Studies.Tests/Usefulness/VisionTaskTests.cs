using System.IO.Compression;
using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class VisionTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Digit d is a white bar in column 2 d; those of even index are learned, of odd index asked.
    [Fact]
    public void Digits_are_read_from_the_files_of_MNIST()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 28, 0, 0, 0, 28, .. Enumerable.Range(0, 40).SelectMany(Bar)];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 40, .. Enumerable.Range(0, 40).Select(i => (byte)(i / 2 % 10))];
        _folder.Write("t10k-images-idx3-ubyte.gz", Pack(images));
        _folder.Write("t10k-labels-idx1-ubyte.gz", Pack(labels));
        using DigitsTask digits = new(_folder.Path, count: 20);
        using Mat black = new(28, 28, MatType.CV_8UC3, Scalar.All(0));

        Assert.Equal(20, digits.Pictures.Count);
        Assert.All(digits.Pictures.Select(digits.Show), score => Assert.Equal(1, score));
        Assert.Equal(2, Enumerable.Range(0, 20).Sum(i => digits.Judge(i, black))); // always the same answer
        Assert.Equal(
            $"'{_folder.Path}' holds 40 digits; expected at least 60.",
            Assert.Throws<StudyException>(() => new DigitsTask(_folder.Path, count: 30)).Message);
    }

    [Fact]
    public void Scenes_are_told_by_the_direction_of_their_edges()
    {
        for (int i = 0; i < 6; i++)
            foreach ((string kind, bool across) in new[] { ("beach", true), ("forest", false) })
                _folder.Write($"{(i < 4 ? "train" : "test")}/{kind}/{i}.png", Stripes(across, 8 + 2 * i));
        using ScenesTask scenes = new(_folder.Path);
        using Mat turned = scenes.Pictures[0].T().ToMat();

        Assert.All(scenes.Pictures.Select(scenes.Show), score => Assert.Equal(1, score));
        Assert.Equal(0, scenes.Judge(0, turned));
    }

    [Fact]
    public void Folders_without_kinds_or_pictures_are_refused()
    {
        Assert.Contains(
            "holds 0 folders; expected one for each kind of scene.",
            Assert.Throws<StudyException>(() => new ScenesTask(_folder.Path)).Message);
        Assert.Contains(
            "holds no picture; expected some.",
            Assert.Throws<StudyException>(() => new BoundariesTask(_folder.Path)).Message);
    }

    // The boundary is where black meets white; a flat picture tells as much as chance.
    [Fact]
    public void Boundaries_are_where_the_gradient_is()
    {
        using Mat picture = new(60, 60, MatType.CV_8UC3, Scalar.All(0));
        using Mat drawn = new(60, 60, MatType.CV_8UC1, Scalar.All(0));
        Cv2.Rectangle(picture, new Rect(30, 0, 30, 60), Scalar.All(255), -1);
        Cv2.Rectangle(drawn, new Rect(29, 0, 2, 60), Scalar.All(255), -1);
        _folder.Write("images/test/1.png", picture.ToBytes(".png"));
        _folder.Write("boundaries/test/1.png", drawn.ToBytes(".png"));
        using BoundariesTask boundaries = new(_folder.Path);
        using Mat flat = new(60, 60, MatType.CV_8UC3, Scalar.All(50));

        Assert.Equal(1, boundaries.Judge(0, picture), 9);
        Assert.Equal(0.5, boundaries.Judge(0, flat), 9);
    }

    // Above is sky, below road, of other colours; unlabelled pixels do not count.
    [Fact]
    public void Segments_are_told_by_colour_and_place()
    {
        using Mat picture = new(64, 64, MatType.CV_8UC3, new Scalar(200, 120, 60));
        using Mat labels = new(64, 64, MatType.CV_8UC1, Scalar.All(0));
        Cv2.Rectangle(picture, new Rect(0, 32, 64, 32), Scalar.All(60), -1);
        Cv2.Rectangle(labels, new Rect(0, 32, 64, 32), Scalar.All(1), -1);
        Cv2.Rectangle(labels, new Rect(48, 0, 16, 64), Scalar.All(11), -1);
        _folder.Write("classes.txt", "0 sky\n1 road\n11 void\n");
        foreach (string split in (string[])["train", "test"])
        {
            _folder.Write($"images/{split}/1.png", picture.ToBytes(".png"));
            _folder.Write($"labels/{split}/1.png", labels.ToBytes(".png"));
        }
        using SegmentationTask segmentation = new(_folder.Path);

        Assert.Equal(1, segmentation.Judge(0, picture));
    }

    // Set5 at three times, luminance: published are 30.39 dB for bicubic, 31.9 for Zeyde's and ANR, 32.6 for A+, with
    // 1024 atoms, all of T91 and, for A+, five million pairs.
    [Fact, Trait("Category", "Slow")]
    public void Methods_learned_from_T91_come_near_the_published_ones()
    {
        using NoTask set5 = new(SharedData.Path("sr", "set5"));
        using EnlargingMethods methods = EnlargingMethods.Learn(
            ImageFolder.List(SharedData.Path("sr", "t91")), 3, patches: 60_000, seed: 1);

        IReadOnlyList<UsefulnessScore> scores = new UsefulnessStudy(3, methods.All).Run(set5);

        double[] psnr =
        [
            .. scores.GroupBy(score => score.Method).Skip(1).Select(method => method.Average(score => score.Psnr))
        ];
        Assert.Equal(30.39, psnr[0], 0.02);
        Assert.True(psnr[1] < psnr[2]);           // sharpening is no method
        Assert.InRange(psnr[2], 31.3, 32.2);      // Zeyde
        Assert.InRange(psnr[3], 31.3, 32.2);      // ANR
        Assert.InRange(psnr[4], 31.8, 32.8);      // A+
        Assert.InRange(psnr[5], 31.6, 32.8);      // forest
    }

    private static IEnumerable<byte> Bar(int index)
    {
        int column = 2 * (index / 2 % 10);
        return Enumerable.Range(0, 28 * 28).Select(i => (byte)(i % 28 == column || i % 28 == column + 1 ? 255 : 0));
    }

    private static byte[] Stripes(bool across, int width)
    {
        using Mat stripes = new(160, 160, MatType.CV_8UC3, Scalar.All(30));
        for (int start = 0; start < 160; start += 2 * width)
        {
            Rect stripe = across ? new(0, start, 160, width) : new(start, 0, width, 160);
            using Mat part = stripes[stripe & new Rect(0, 0, 160, 160)];
            part.SetTo(Scalar.All(220));
        }
        return stripes.ToBytes(".png");
    }

    private static byte[] Pack(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress)) gzip.Write(content);
        return packed.ToArray();
    }
}

/// <summary>Shows a task one of its own pictures.</summary>
internal static class VisionTaskExtensions
{
    public static double Show(this VisionTask task, Mat picture, int index) => task.Judge(index, picture);
}
