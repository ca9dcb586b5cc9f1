using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Photographs without annotations, for what learns from pixels alone.</summary>
public static class UnlabelledDataSet
{
    /// <summary>Takes every image file in a folder and below it, by name, without classes and boxes.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataSetException">
    /// There is no such folder, it holds no image, or an image cannot be read.
    /// </exception>
    public static AnnotatedDataSet Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DataSetException(folder, null, "folder not found.");
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => ImageHeader.Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)
        ];
        if (files.Length == 0) throw new DataSetException(folder, null, "the folder holds no image.");
        return new AnnotatedDataSet([], [.. files.Select(file => Photograph(folder, file))]);
    }

    private static AnnotatedImage Photograph(string folder, string file)
    {
        Size size = ImageHeader.TryReadSize(file)
            ?? throw new DataSetException(file, null, "not an image that OpenCV can decode.");
        return new AnnotatedImage(
            Path.GetFullPath(file), Path.GetRelativePath(folder, file).Replace('\\', '/'), size, []);
    }
}
