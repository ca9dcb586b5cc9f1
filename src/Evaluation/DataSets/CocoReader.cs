using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Turns the parsed content of one instances json into a data set.</summary>
/// <param name="path">Full path of the json.</param>
/// <param name="file">Its content.</param>
/// <param name="policy">What to do with boxes that do not lie inside their image.</param>
/// <param name="pictures">Finds the pictures; null where only boxes count.</param>
/// <param name="problems">Takes what is left out or changed.</param>
internal sealed class CocoReader(
    string path, CocoFile file, BoxPolicy policy, CocoPictures? pictures, ProblemLog problems)
{
    private const string NoBox = "annotations have no 'bbox'; the box around their outline is taken.";

    private const string IdZero = "annotation has the id 0, with which pycocotools never counts an object as found; "
        + "here it counts as any other.";

    public AnnotatedDataSet Read()
    {
        List<CocoCategory> categories = Require(file.Categories, "categories", category => category.Id,
            (known, other) => known.Name == other.Name);
        List<CocoImage> images = Require(file.Images, "images", image => image.Id,
            (known, other) => known.FileName is not null && known.FileName == other.FileName);
        bool ownNumbers = AreNumbers(categories.Select(category => category.Id!.Value), int.MinValue, int.MaxValue);
        categories = [.. ownNumbers
            ? categories.OrderBy(category => category.Id!.Value.Number)
            : categories.OrderBy(category => category.Id!.Value.ToString(), StringComparer.Ordinal)];

        return new AnnotatedDataSet(
            [.. categories.Select(category => category.Name ?? $"category {category.Id}")],
            ReadImages(images, categories))
        {
            Format = DataSetFormat.Coco,
            CategoryIds = ownNumbers ? [.. categories.Select(category => (int)category.Id!.Value.Number!)] : null,
            CategoryKeys = [.. categories.Select(category => category.Id!.Value)],
        };
    }

    /// <summary>The elements of a list, each with an id of its own.</summary>
    private List<T> Require<T>(
        IReadOnlyList<T?>? items, string name, Func<T, CocoKey?> id, Func<T, T, bool> isSame) where T : class
    {
        if (items is null) throw new DataSetException(path, null, $"has no '{name}', expected a COCO instances json.");
        var seen = new Dictionary<CocoKey, T>();
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is not { } item || id(item) is not { } value)
                throw new DataSetException(path, null, $"{name}[{i}] has no 'id'.");
            if (seen.TryAdd(value, item)) continue;
            string twice = $"{name}[{i}] has the id {value}, which another of them has";
            if (pictures is not null && !isSame(seen[value], item))
                throw new DataSetException(path, null, $"{twice}; expected unique ids.");
            problems.Add(path, null, $"{twice}; left out.");
        }
        return [.. seen.Values];
    }

    private List<AnnotatedImage> ReadImages(List<CocoImage> images, List<CocoCategory> categories)
    {
        ArraySegment<int>[] annotations = GroupByImage(images);
        Dictionary<CocoKey, int> classes = Enumerable.Range(0, categories.Count)
            .ToDictionary(index => categories[index].Id!.Value);
        Dictionary<CocoKey, long>? ranks = AreNumbers(images.Select(image => image.Id!.Value)) ? null
            : images.Select(image => image.Id!.Value).OrderBy(key => key.ToString(), StringComparer.Ordinal)
                .Select((key, rank) => (key, rank + 1L)).ToDictionary();

        var result = new List<AnnotatedImage>(images.Count);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < images.Count; i++)
        {
            CocoImage image = images[i];
            CocoKey key = image.Id!.Value;
            ArraySegment<int> indices = annotations[i];
            problems.Attempt(() =>
            {
                AnnotatedImage found = ToImage(image, taken);
                result.Add(found with
                {
                    Annotations = ReadBoxes(indices, found.Size, classes),
                    CocoId = ranks?[key] ?? key.Number,
                    CocoKey = ranks is null ? null : key.ToString(),
                });
            });
        }
        if (result.Count == 0 && images.Count > 0) throw problems.Failure()!;
        return pictures is null ? result : [.. SetOrientation.Decide(result)];
    }

    private static bool AreNumbers(
        IEnumerable<CocoKey> keys, long smallest = long.MinValue, long largest = long.MaxValue) =>
        keys.All(key => !key.IsText && key.Number is { } number && number >= smallest && number <= largest);

    /// <summary>Indices of the annotations of each image; those of no image are reported.</summary>
    private ArraySegment<int>[] GroupByImage(List<CocoImage> images)
    {
        IReadOnlyList<CocoAnnotation?> annotations = file.Annotations
            ?? throw new DataSetException(path, null, "has no 'annotations', expected a COCO instances json.");
        Dictionary<CocoKey, int> position = Enumerable.Range(0, images.Count).ToDictionary(i => images[i].Id!.Value);
        int[] imageOf = [.. Enumerable.Range(0, annotations.Count).Select(PositionOf)];
        int[] order = [.. Enumerable.Range(0, annotations.Count).Where(i => imageOf[i] >= 0)];
        Array.Sort([.. order.Select(i => ((long)imageOf[i] << 32) + i)], order);

        var groups = new ArraySegment<int>[images.Count];
        for (int image = 0, begin = 0; image < groups.Length; image++)
        {
            int end = begin;
            while (end < order.Length && imageOf[order[end]] == image) end++;
            groups[image] = new ArraySegment<int>(order, begin, end - begin);
            begin = end;
        }
        return groups;

        int PositionOf(int i)
        {
            if (annotations[i]?.ImageId is { } image && position.TryGetValue(image, out int index)) return index;
            problems.Add(
                path, null, $"{Label(i)} is of image {annotations[i]?.ImageId}, which is not in 'images'; dropped.");
            return -1;
        }
    }

    private string Label(int index) => $"annotations[{index}] (id {file.Annotations![index]?.Id})";

    private IReadOnlyList<Annotation> ReadBoxes(
        IEnumerable<int> indices, Size size, Dictionary<CocoKey, int> classes)
    {
        var collector = new AnnotationCollector(path, size, classes.Count, policy, problems)
        {
            KeepsHopelessBoxes = policy == BoxPolicy.AsWritten,
        };
        foreach (int index in indices)
        {
            CocoAnnotation annotation = file.Annotations![index]!;
            string label = Label(index);
            if (annotation.Id is { Number: 0 }) problems.Count(IdZero, path, null);
            if (annotation.CategoryId is not { } category || !classes.TryGetValue(category, out int classId))
                collector.Drop(null, $"{label} is of category {annotation.CategoryId}, which is not in 'categories'");
            else if (BoxOf(annotation) is { } box)
                collector.Add(ToAnnotation(box, classId, annotation), null, label);
            else
                collector.Drop(null, $"{label} has no 'bbox' of four numbers");
        }
        return collector.Finish();
    }

    private Rect2d? BoxOf(CocoAnnotation annotation)
    {
        if (annotation.Box is [var x, var y, var width, var height]) return new Rect2d(x, y, width, height);
        if (annotation.Box is { Length: > 0 } || annotation.Outline is not { } outline) return null;
        problems.Count(NoBox, path, null);
        return outline.Bounds();
    }

    private static Annotation ToAnnotation(Rect2d box, int classId, CocoAnnotation annotation)
    {
        var result = new Annotation(box, classId) { Crowd = annotation.Crowd, Outline = annotation.Outline };
        return annotation.Area is { } area ? result with { Area = area } : result;
    }

    private AnnotatedImage ToImage(CocoImage image, HashSet<string> taken)
    {
        string fileName = image.FileName ?? $"{image.Id}";
        if (pictures is null)
            return new AnnotatedImage(fileName, fileName.Replace('\\', '/'), StatedSize(image) ?? default, []);

        (string imagePath, string name) = pictures.Find(fileName);
        if (!taken.Add(imagePath))
            throw new DataSetException(
                path, null, $"image {image.Id} '{fileName}' is the file '{imagePath}', which another image is, too.");
        Size size = StatedSize(image) ?? (File.Exists(imagePath) ? ImageHeader.TryReadSize(imagePath) : null)
            ?? throw new DataSetException(path, null,
                $"image {image.Id} '{name}' is {image.Width}x{image.Height} pixels, expected at least 1x1.");
        return new AnnotatedImage(imagePath, name, size, []);
    }

    private static Size? StatedSize(CocoImage image) =>
        image is { Width: >= 1 and <= int.MaxValue, Height: >= 1 and <= int.MaxValue }
            ? new Size(image.Width!.Value, image.Height!.Value)
            : null;
}
