using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes COCO instances jsons (<c>images</c>, <c>annotations</c>, <c>categories</c>; boxes as x, y, width,
/// height in pixels).
/// </summary>
public static class CocoDataSet
{
    private const string Expected = "an object with 'images', 'annotations' and 'categories'";

    /// <summary>Reads an instances json. The images need not exist. Classes are ordered by category id.</summary>
    /// <param name="path">The json file.</param>
    /// <param name="imageRoot">Folder that <c>file_name</c> is relative to. Default null: looked for near the json, by
    /// the first image (<c>.</c>, <c>images</c>, <c>SPLIT</c>, and the same beside the json's folder).</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image.</param>
    /// <exception cref="DataSetException">The file is absent, too large, broken or has an id twice, or an image name
    /// leads out of the image folder.</exception>
    public static AnnotatedDataSet Read(string path, string? imageRoot = null, BoxPolicy boxes = BoxPolicy.Clip)
    {
        path = Path.GetFullPath(path);
        CocoFile file = CocoJson.Read(path, CocoJson.Default.CocoFile, Expected);
        return new CocoReader(path, file, boxes).Read(imageRoot);
    }

    /// <summary>
    /// Writes an instances json. Images without COCO id get their position plus one, classes without category id their
    /// index plus one; annotations are numbered from 1. The difficult flag of VOC is not part of the format.
    /// </summary>
    /// <exception cref="DataSetException">The file cannot be written.</exception>
    public static void Write(AnnotatedDataSet dataSet, string path)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        var ids = new CocoIds(dataSet);
        long annotationId = 0;
        var images = dataSet.Images.Select((image, index) =>
            new CocoImage(ids.ImageId(index), image.Name, image.Size.Width, image.Size.Height));
        var annotations = dataSet.Images.SelectMany((image, index) => image.Annotations.Select(item =>
            new CocoAnnotation(++annotationId, ids.ImageId(index), ids.CategoryId(item.ClassId), ToArray(item.Box), item.Area, item.Crowd ? 1 : 0)));
        var categories = dataSet.ClassNames.Select((name, index) => new CocoCategory(ids.CategoryId(index), name));
        CocoJson.Write(path, new CocoFile([.. images], [.. annotations], [.. categories]), CocoJson.Default.CocoFile);
    }

    internal static double[] ToArray(Rect2d box) => [box.X, box.Y, box.Width, box.Height];
}
