using System.Security.Cryptography;

namespace DetectionSdk.Evaluation;

/// <summary>Finds images of one data set that are copies of images of another, whatever they are called.</summary>
public static class SamePictures
{
    /// <summary>
    /// The pairs of two files that have the same bytes, in the order of the first set; for one file in both sets see
    /// <see cref="AnnotatedDataSet.Overlap"/>. Reads only files of equal lengths; those that are absent or cannot be
    /// read are no copies.
    /// </summary>
    public static IReadOnlyList<(AnnotatedImage Image, AnnotatedImage Same)> Find(
        AnnotatedDataSet first, AnnotatedDataSet second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ILookup<long, AnnotatedImage> byLength = second.Images.ToLookup(image => LengthOf(image.Path));
        Dictionary<string, string> hashes = new(StringComparer.Ordinal);
        return
        [
            .. from image in first.Images
               let length = LengthOf(image.Path)
               where length > 0
               let same = byLength[length].FirstOrDefault(
                   other => other.Path != image.Path && HashOf(other.Path) == HashOf(image.Path))
               where same is not null
               select (image, same),
        ];

        string HashOf(string path) => hashes.TryGetValue(path, out string? known) ? known : hashes[path] = Hash(path);
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static string Hash(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return path; // like no other
        }
    }
}
