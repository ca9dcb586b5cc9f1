using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Turns the parsed content of one instances json into a data set.</summary>
internal sealed class CocoReader(string path, CocoFile file, BoxPolicy policy)
{
    private readonly List<DataSetProblem> _problems = [];

    public AnnotatedDataSet Read(string? imageRoot)
    {
        CocoCategory[] categories =
            [.. Require(file.Categories, "categories", category => category.Id).OrderBy(category => category.Id)];
        List<CocoImage> images = Require(file.Images, "images", image => image.Id);
        string root = imageRoot is null ? FindImageRoot(images) : Path.GetFullPath(imageRoot);

        AnnotatedImage[] empty = [.. images.Select(image => ToImage(image, root))];
        Dictionary<long, AnnotationCollector> collectors = empty.ToDictionary(image => image.CocoId!.Value,
            image => new AnnotationCollector(path, image.Size, categories.Length, policy, _problems) { KeepsEmptyBoxes = policy == BoxPolicy.AsWritten });
        Dictionary<int, int> classes = Enumerable.Range(0, categories.Length)
            .ToDictionary(index => categories[index].Id!.Value);
        Collect(collectors, classes);

        return new AnnotatedDataSet(
            [.. categories.Select(category => category.Name ?? $"category {category.Id}")],
            [.. empty.Select(image => image with { Annotations = collectors[image.CocoId!.Value].Annotations })])
        {
            Format = DataSetFormat.Coco,
            CategoryIds = [.. categories.Select(category => category.Id!.Value)],
            Problems = _problems,
        };
    }

    /// <summary>The elements of a list, each with an id of its own.</summary>
    private List<T> Require<T, TId>(IReadOnlyList<T?>? items, string name, Func<T, TId?> id)
        where T : class
        where TId : struct
    {
        if (items is null) throw new DataSetException(path, null, $"has no '{name}', expected a COCO instances json.");
        var seen = new HashSet<TId>();
        var result = new List<T>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is not { } item || id(item) is not { } value)
                throw new DataSetException(path, null, $"{name}[{i}] has no 'id'.");
            if (!seen.Add(value))
                throw new DataSetException(
                    path, null, $"{name}[{i}] has the id {value}, which another of them has; expected unique ids.");
            result.Add(item);
        }
        return result;
    }

    private void Collect(Dictionary<long, AnnotationCollector> collectors, Dictionary<int, int> classes)
    {
        IReadOnlyList<CocoAnnotation?> annotations = file.Annotations
            ?? throw new DataSetException(path, null, "has no 'annotations', expected a COCO instances json.");
        for (int i = 0; i < annotations.Count; i++)
        {
            string label = $"annotations[{i}] (id {annotations[i]?.Id})";
            if (annotations[i] is not { ImageId: { } image } annotation
                || !collectors.TryGetValue(image, out AnnotationCollector? collector))
                Report($"{label} is of image {annotations[i]?.ImageId}, which is not in 'images'; dropped.");
            else if (annotation.CategoryId is not { } category || !classes.TryGetValue(category, out int classId))
                collector.Drop(null, $"{label} is of category {annotation.CategoryId}, which is not in 'categories'");
            else if (annotation.Box is not [var x, var y, var width, var height])
                collector.Drop(null, $"{label} has no 'bbox' of four numbers");
            else
                collector.Add(ToAnnotation(new Rect2d(x, y, width, height), classId, annotation), null, label);
        }
    }

    private void Report(string message) => _problems.Add(new DataSetProblem(path, null, message));

    private static Annotation ToAnnotation(Rect2d box, int classId, CocoAnnotation annotation)
    {
        var result = new Annotation(box, classId) { Crowd = annotation.Crowd is not (null or 0) };
        return annotation.Area is { } area ? result with { Area = area } : result;
    }

    private AnnotatedImage ToImage(CocoImage image, string root)
    {
        string name = image.FileName?.Replace('\\', '/') ?? $"{image.Id}";
        string imagePath = DataSetFile.Resolve(root, name, path, null);
        bool stated = image is { Width: >= 1 and <= int.MaxValue, Height: >= 1 and <= int.MaxValue };
        Size? size = stated ? new Size(image.Width!.Value, image.Height!.Value)
            : File.Exists(imagePath) ? ImageHeader.TryReadSize(imagePath) : null;
        if (size is null)
            throw new DataSetException(
                path, null,
                $"image {image.Id} '{name}' is {image.Width}x{image.Height} pixels, expected at least 1x1.");
        return new AnnotatedImage(imagePath, name, size.Value, []) { CocoId = image.Id };
    }

    private string FindImageRoot(List<CocoImage> images)
    {
        string folder = Path.GetDirectoryName(path)!, parent = Path.GetDirectoryName(folder) ?? folder;
        string split = Path.GetFileNameWithoutExtension(path).Replace("instances_", "", StringComparison.Ordinal);
        string[] candidates = [folder, Path.Combine(folder, "images"), Path.Combine(folder, split),
            Path.Combine(parent, split), Path.Combine(parent, "images", split), Path.Combine(parent, "images"), parent];
        string? name = images.FirstOrDefault(image => image.FileName is not null)?.FileName;
        return candidates.FirstOrDefault(
            candidate => name is not null && File.Exists(DataSetFile.Resolve(candidate, name, path, null)))
            ?? folder;
    }
}
