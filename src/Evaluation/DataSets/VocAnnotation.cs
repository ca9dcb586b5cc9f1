using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>One parsed Pascal VOC xml.</summary>
internal sealed class VocAnnotation
{
    private const int MaximumDepth = 32;

    // No DTD, so no entities and no external files, and bounded.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = DataSetFile.MaximumTextBytes,
    };

    private readonly string _path;
    private readonly XElement _root;

    private VocAnnotation(string path, XElement root) => (_path, _root) = (path, root);

    public IEnumerable<string> ClassNames => Objects.Select(item => Text(item, "name")).OfType<string>();

    private IEnumerable<XElement> Objects => _root.Elements("object");

    public static VocAnnotation Read(string path)
    {
        using FileStream file = DataSetFile.Open(path, DataSetFile.MaximumTextBytes);
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
        VocLayout layout, IReadOnlyDictionary<string, int> classes, BoxPolicy policy, List<DataSetProblem> problems)
    {
        string imagePath = layout.FindImage(_path, Text(_root, "filename"));
        Size size = ReadSize(imagePath);
        var collector = new AnnotationCollector(_path, size, classes.Count, policy, problems);
        foreach (XElement item in Objects)
        {
            if (Text(item, "name") is not { } className)
                collector.Drop(Line(item), "object has no <name>");
            else if (ReadBox(item.Element("bndbox")) is { } box)
                collector.Add(
                    new Annotation(box, classes[className]) { Difficult = Text(item, "difficult") == "1" }, Line(item),
                    className);
            else
                collector.Drop(Line(item), $"{className} has no <bndbox> of four numbers xmin, ymin, xmax, ymax");
        }
        return new AnnotatedImage(imagePath, DataSetFile.NameIn(layout.Images, imagePath), size, collector.Annotations);
    }

    /// <summary>
    /// Walks the file once and starts it again: loading deep nesting takes quadratic time, and millions of objects much
    /// memory.
    /// </summary>
    private static void RequireModest(string path, FileStream file)
    {
        using XmlReader reader = XmlReader.Create(file, Settings);
        int objects = 0;
        while (reader.Read())
        {
            int line = ((IXmlLineInfo)reader).LineNumber;
            if (reader.Depth > MaximumDepth)
                throw new XmlException($"nested deeper than {MaximumDepth} levels.", null, line, 0);
            if (reader is { NodeType: XmlNodeType.Element, Depth: 1, Name: "object" }
                && ++objects > AnnotationCollector.MaximumBoxes)
                throw AnnotationCollector.TooMany(path, line);
        }
        file.Position = 0;
    }

    private Size ReadSize(string imagePath)
    {
        XElement? size = _root.Element("size");
        (double? width, double? height) = (Number(size, "width"), Number(size, "height"));
        if (width is >= 1 and <= int.MaxValue && height is >= 1 and <= int.MaxValue)
            return new Size(width.Value, height.Value);
        if (File.Exists(imagePath) && ImageHeader.TryReadSize(imagePath) is { } found) return found;
        throw new DataSetException(_path, Line(size ?? _root),
            $"states no <size> of at least 1x1 pixels, and there is no image '{imagePath}' to take it from.");
    }

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
}
