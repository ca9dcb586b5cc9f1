using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

/// <summary>Photographs whose left half is dark and whose right half is light, in a folder of label maps.</summary>
internal static class LabelledPictures
{
    /// <param name="folder">Where they are written.</param>
    /// <param name="size">Size of each.</param>
    /// <param name="greys">A picture of each grey, everywhere.</param>
    public static AnnotatedDataSet Write(TemporaryFolder folder, Size size, params byte[] greys)
    {
        using Mat labels = new(size, MatType.CV_8UC1, Scalar.All(0));
        using (Mat right = labels.ColRange(size.Width / 2, size.Width)) right.SetTo(Scalar.All(1));
        folder.Write("classes.txt", "0 dark\n1 light\n");
        for (int i = 0; i < greys.Length; i++)
        {
            using Mat picture = new(size, MatType.CV_8UC3, Scalar.All(greys[i]));
            folder.Write($"images/test/{i}.png", picture.ToBytes(".png"));
            folder.Write($"labels/test/{i}.png", labels.ToBytes(".png"));
        }
        return LabelMapDataSet.Read(folder.Path, "test");
    }
}
