using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Tells data sets apart by their images' names, their order and their boxes. Where the files lie does not count, and
/// pixels are not read.
/// </summary>
internal static class DataHash
{
    /// <summary>SHA-256 in hexadecimal digits.</summary>
    public static string Of(AnnotatedDataSet dataSet)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (AnnotatedImage image in dataSet.Images)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(image.Name + "\n"));
            foreach (Annotation annotation in image.Annotations)
                hash.AppendData(Encoding.UTF8.GetBytes(Text(annotation)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text(Annotation annotation) => string.Create(
        CultureInfo.InvariantCulture,
        $"\t{annotation.ClassId} {annotation.Box.X:R} {annotation.Box.Y:R} "
        + $"{annotation.Box.Width:R} {annotation.Box.Height:R} {annotation.Crowd}\n");
}
