using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>What boxes need of one Pascal VOC xml.</summary>
internal sealed class VocAnnotation
{
    private const int MaximumDepth = 32;

    // Elements and texts; an object with its corners has about fifteen.
    private const int MaximumNodes = 15 * AnnotationCollector.MaximumBoxes;

    // No DTD, so no entities and no external files, and bounded.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = DataSetFile.MaximumXmlBytes,
    };

    private readonly string _path;
    private readonly string? _fileName;
    private readonly Size? _size;
    private readonly int? _sizeLine;
    private readonly VocObject[] _objects;

    private VocAnnotation(string path, XElement root)
    {
        _path = path;
        _fileName = Text(root, "filename");
        XElement? size = root.Element("size");
        _sizeLine = Line(size ?? root);
        _size = (Number(size, "width"), Number(size, "height")) is
            (>= 1 and <= int.MaxValue and var width, >= 1 and <= int.MaxValue and var height)
                ? new Size(width, height)
                : null;
        _objects = [.. root.Elements("object").Select(ToObject)];
    }

    public IEnumerable<string> ClassNames => _objects.Select(item => item.Name).OfType<string>();

    public static VocAnnotation Read(string path)
    {
        using FileStream file = DataSetFile.Open(path, DataSetFile.MaximumXmlBytes);
        try
        {
            RequireModest(path, file);
            using XmlReader reader = XmlReader.Create(file, Settings);
            XElement root = XElement.Load(reader, LoadOptions.SetLineInfo);
            return root.Name == "annotation" ? new VocAnnotation(path, root)
                : throw new DataSetException(
                    path, Line(root), $"root element is <{root.Name}>, expected <annotation>.");
        }
        catch (XmlException fault)
        {
            throw new DataSetException(
                path, fault.LineNumber, $"not a valid XML file without DTD: {fault.Message}", fault);
        }
    }

    public AnnotatedImage ToImage(
        VocLayout layout, IReadOnlyDictionary<string, int> classes, BoxPolicy policy, ProblemLog problems)
    {
        string imagePath = layout.FindImage(_path, _fileName);
        Size size = _size ?? ReadSize(imagePath);
        var collector = new AnnotationCollector(_path, size, classes.Count, policy, problems);
        foreach (VocObject item in _objects)
        {
            if (item.Name is not { } className)
                collector.Drop(item.Line, "object has no <name>");
            else if (item.Box is { } box)
                collector.Add(
                    new Annotation(box, classes[className]) { Difficult = item.Difficult }, item.Line, className);
            else
                collector.Drop(item.Line, $"{className} has no <bndbox> of four numbers xmin, ymin, xmax, ymax");
        }
        return new AnnotatedImage(imagePath, DataSetFile.NameIn(layout.Images, imagePath), size, collector.Finish());
    }

    /// <summary>
    /// Walks the file once and starts it again: loading deep nesting takes quadratic time, and millions of elements
    /// much memory.
    /// </summary>
    private static void RequireModest(string path, FileStream file)
    {
        using XmlReader reader = XmlReader.Create(file, Settings);
        int objects = 0;
        long nodes = 0;
        while (reader.Read())
        {
            int line = ((IXmlLineInfo)reader).LineNumber;
            if (reader.Depth > MaximumDepth)
                throw new XmlException($"nested deeper than {MaximumDepth} levels.", null, line, 0);
            if (reader is { NodeType: XmlNodeType.Element, Depth: 1, Name: "object" }
                && ++objects > AnnotationCollector.MaximumBoxes)
                throw AnnotationCollector.TooMany(path, line);
            if (reader.NodeType is not (XmlNodeType.Whitespace or XmlNodeType.EndElement))
                nodes += 1 + reader.AttributeCount;
            if (nodes > MaximumNodes)
                throw new DataSetException(path, line, $"more than {MaximumNodes} elements and texts, the limit.");
        }
        file.Position = 0;
    }

    private Size ReadSize(string imagePath) =>
        File.Exists(imagePath) && ImageHeader.TryReadSize(imagePath) is { } found ? found
            : throw new DataSetException(_path, _sizeLine,
                $"states no <size> of at least 1x1 pixels, and there is no image '{imagePath}' to take it from.");

    private static VocObject ToObject(XElement item) => new(
        Text(item, "name"), ReadBox(item.Element("bndbox")),
        Text(item, "difficult")?.ToUpperInvariant() is "1" or "TRUE" or "1.0", Line(item));

    private static Rect2d? ReadBox(XElement? box) =>
        Number(box, "xmin") is { } left && Number(box, "ymin") is { } top &&
        Number(box, "xmax") is { } right && Number(box, "ymax") is { } bottom
            ? new Rect2d(left, top, right - left, bottom - top)
            : null;

    private static double? Number(XElement? parent, string name) =>
        double.TryParse(
            parent?.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;

    private static string? Text(XElement parent, string name) =>
        parent.Element(name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static int? Line(XElement element) => ((IXmlLineInfo)element).LineNumber is > 0 and var line ? line : null;

    private readonly record struct VocObject(string? Name, Rect2d? Box, bool Difficult, int? Line);
}
