using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes COCO instances jsons (<c>images</c>, <c>annotations</c>, <c>categories</c>; boxes as x, y, width,
/// height in pixels).
/// </summary>
public static class CocoDataSet
{
    private const string Expected = "an object with 'images', 'annotations' and 'categories'";

    /// <summary>
    /// Reads an instances json. The images need not exist. Classes are ordered by category id. Ids may be whole
    /// numbers, however they are written, or texts.
    /// </summary>
    /// <param name="path">The json file.</param>
    /// <param name="imageRoot">Folder that <c>file_name</c> is relative to; a name that leads elsewhere is looked for
    /// there without its folders. Default null: looked for near the json, by the first image (<c>.</c>, <c>images</c>,
    /// <c>data</c>, <c>SPLIT</c>, and the same beside the json's folder).</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image.</param>
    /// <param name="outside">Whether images are read that do not lie in that folder. Default: no, they are reported and
    /// left out.</param>
    /// <exception cref="DataSetException">The file is absent, too large, broken or has an id twice, or no image lies
    /// in the image folder.</exception>
    public static AnnotatedDataSet Read(
        string path, string? imageRoot = null, BoxPolicy boxes = BoxPolicy.Clip, bool outside = false)
    {
        path = Path.GetFullPath(path);
        return ProblemLog.Collect(problems =>
        {
            CocoFile file = CocoJson.Read(path, CocoJson.Default.CocoFile, Expected);
            var pictures = new CocoPictures(
                path, imageRoot, outside, file.Images?.Select(image => image?.FileName) ?? []);
            return new CocoReader(path, file, boxes, pictures, problems).Read();
        });
    }

    /// <summary>
    /// Reads what scoring needs of an instances json, as pycocotools does: boxes as they are written, nothing of the
    /// images, whose <see cref="AnnotatedImage.Path"/> is the <c>file_name</c> alone.
    /// </summary>
    /// <exception cref="DataSetException">The file is absent, too large or broken.</exception>
    public static AnnotatedDataSet ReadGroundTruth(string path)
    {
        path = Path.GetFullPath(path);
        return ProblemLog.Collect(problems =>
        {
            CocoFile file = CocoJson.Read(path, CocoJson.Default.CocoFile, Expected);
            return new CocoReader(path, file, BoxPolicy.AsWritten, null, problems).Read();
        });
    }

    /// <summary>
    /// Writes an instances json. Images without COCO id get their position plus one, classes without category id their
    /// index plus one; annotations are numbered from 1. Outlines are written as segmentation. The difficult flag of
    /// VOC is not part of the format.
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
            new CocoAnnotation(
                ++annotationId, ids.ImageId(index), ids.CategoryId(item.ClassId), ToArray(item.Box), item.Area,
                item.Crowd, item.Outline)));
        var categories = dataSet.ClassNames.Select((name, index) => new CocoCategory(ids.CategoryId(index), name));
        CocoJson.Write(path, new CocoFile([.. images], [.. annotations], [.. categories]), CocoJson.Default.CocoFile);
    }

    internal static double[] ToArray(Rect2d box) => [box.X, box.Y, box.Width, box.Height];
}
