using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>What can say of a picture which class each of its pixels shows.</summary>
public abstract class LabelMapSource : IDisposable
{
    /// <summary>Names by class.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>The classes of the pixels of a picture.</summary>
    /// <param name="picture">8-bit BGR; not changed.</param>
    /// <param name="size">Size that the map shall have: that of the picture enlarged.</param>
    /// <returns>CV_8UC1, owned by the caller: numbers of classes, or <see cref="LabelMap.None"/>.</returns>
    public abstract Mat Find(Mat picture, Size size);

    /// <summary>
    /// Finds maps in photographs that are shrunk first, writes them as PNG files, each whole or not at all, and gives
    /// the photographs these maps. Files that are there already stay.
    /// </summary>
    /// <param name="photographs">The photographs.</param>
    /// <param name="folder">Folder of the files; made if absent.</param>
    /// <param name="scale">By how much the photographs are shrunk.</param>
    /// <exception cref="DataSetException">A photograph cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public AnnotatedDataSet WriteMaps(AnnotatedDataSet photographs, string folder, int scale)
    {
        ArgumentNullException.ThrowIfNull(photographs);
        return photographs with
        {
            ClassNames = ClassNames,
            Images = [.. photographs.Images.Select(WithMap)],
        };

        AnnotatedImage WithMap(AnnotatedImage image)
        {
            string file = Path.GetFullPath(Path.Combine(folder, Path.ChangeExtension(image.Name, ".png")));
            if (!File.Exists(file)) Write(image, file, scale);
            return image with { LabelMap = new LabelMap(file, ClassNames.Count) };
        }
    }

    /// <summary>Frees what the source holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Override to free what the source holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) { }

    private void Write(AnnotatedImage image, string file, int scale)
    {
        using Mat photograph = image.Read(), shrunk = new();
        Cv2.Resize(photograph, shrunk, default, 1.0 / scale, 1.0 / scale, InterpolationFlags.Area);
        using Mat map = Find(shrunk, photograph.Size());
        AtomicFile.Write(file, stream => stream.Write(map.ToBytes(".png")));
    }
}
