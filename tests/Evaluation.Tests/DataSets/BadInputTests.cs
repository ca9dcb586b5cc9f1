using DetectionSdk.Imaging;
namespace DetectionSdk.Evaluation.Tests.DataSets;

/// <summary>
/// What is broken in a data set: a fault of one box is reported and survived, a fault of a file is a typed error; both
/// name the culprit.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const string Xml =
        "<annotation><filename>a.png</filename><size><width>100</width><height>80</height></size>{0}</annotation>";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0 nan 0.5 0.1 0.1", "not finite")]
    [InlineData("0 0.5 0.5 Infinity 0.1", "not finite")]
    [InlineData("0 0.5 0.5 1e999 0.1", "not finite")]
    [InlineData("0 0.5 0.5 -0.1 0.1", "negative size")]
    [InlineData("0 0.5 0.5 0 0.1", "has no area")]
    [InlineData("0 -0.5 -0.5 0.1 0.1", "lies outside the 100x80 image")]
    [InlineData("0 1.5 0.5 0.1 0.1", "lies outside the 100x80 image")]
    [InlineData("2 0.5 0.5 0.1 0.1", "has class 2, expected 0 to 1")]
    [InlineData("-1 0.5 0.5 0.1 0.1", "has class -1, expected 0 to 1")]
    [InlineData("99999999999 0.5 0.5 0.1 0.1", "is not a label")]
    [InlineData("0.5 0.5 0.5 0.1 0.1", "is not a label")]
    [InlineData("car 0.5 0.5 0.1 0.1", "'car 0.5 0.5 0.1 0.1' is not a label, expected 'class centre-x")]
    [InlineData("0 0.5 0.5 0.1", "is not a label")]
    [InlineData("0 0.5 0.5 0.1 0.1 high", "is not a label")]
    [InlineData("0 0,5 0,5 0,1 0,1", "is not a label")]
    public void A_bad_yolo_label_is_dropped_and_reported_with_its_line(string line, string message)
    {
        PrepareYolo();
        string labels = _folder.Write("labels/a.txt", $"1 0.5 0.5 0.2 0.2\n{line}\n0 0.5 0.5 0.1 0.1\n");

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal([1, 0], dataSet.Images[0].Annotations.Select(item => item.ClassId));
        AssertProblem(dataSet, labels, 2, message);
    }

    [Theory]
    [InlineData(
        "<object><name>car</name><bndbox><xmin>NaN</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox>"
        + "</object>",
        "car [NaN, 1, NaN, 4] is not finite")]
    [InlineData(
        "<object><name>car</name><bndbox><xmin>9</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox>"
        + "</object>",
        "negative size")]
    [InlineData(
        "<object><name>car</name><bndbox><xmin>200</xmin><ymin>1</ymin><xmax>205</xmax><ymax>5</ymax>"
        + "</bndbox></object>",
        "lies outside the 100x80 image")]
    [InlineData(
        "<object><name>car</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax></bndbox></object>",
        "no <bndbox> of four numbers")]
    [InlineData("<object><name>car</name></object>", "no <bndbox> of four numbers")]
    [InlineData(
        "<object><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object>",
        "object has no <name>")]
    public void A_bad_voc_object_is_dropped_and_reported_with_its_line(string item, string message)
    {
        string path = _folder.Write("Annotations/a.xml", Format(Xml, $"\n{item}\n"));

        AnnotatedDataSet dataSet = VocDataSet.Read(_folder.Root);

        Assert.Equal(0, dataSet.BoxCount);
        AssertProblem(dataSet, path, 2, message);
    }

    [Theory]
    [InlineData(
        """{ "id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, -2, 5] }""",
        "annotations[0] (id 5) [1, 1, -2, 5] has a negative size")]
    [InlineData("""{ "id": 5, "image_id": 1, "category_id": 1, "bbox": [1e999, 1, 2, 5] }""", "not finite")]
    [InlineData("""{ "id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2], "area": -4 }""", "area -4")]
    [InlineData(
        """{ "id": 5, "image_id": 1, "category_id": 2, "bbox": [1, 1, 2, 2] }""",
        "category 2, which is not in 'categories'")]
    [InlineData(
        """{ "id": 5, "image_id": 9, "category_id": 1, "bbox": [1, 1, 2, 2] }""",
        "image 9, which is not in 'images'")]
    [InlineData("""{ "id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2] }""", "no 'bbox' of four numbers")]
    [InlineData("""{ "id": 5, "image_id": 1, "category_id": 1 }""", "no 'bbox' of four numbers")]
    [InlineData("null", "annotations[0]")]
    public void A_bad_coco_annotation_is_dropped_and_reported(string annotation, string message)
    {
        string path = WriteCoco(annotation: annotation);

        AnnotatedDataSet dataSet = CocoDataSet.Read(path);

        Assert.Equal(0, dataSet.BoxCount);
        AssertProblem(dataSet, path, null, message);
    }

    [Theory]
    [InlineData("", null, "expected a mapping with 'names'")]
    [InlineData("- a\n- b\n", null, "expected a mapping with 'names'")]
    [InlineData("val: images\n", 1, "expected 'names'")]
    [InlineData("val: images\nnames:\n", 1, "expected 'names'")]
    [InlineData("val: images\nnames: []\n", 2, "'names' is empty")]
    [InlineData("val: images\nnames: car\n", 2, "expected 'names'")]
    [InlineData("val: images\nnames: {0: car, 2: bus}\n", 2, "class index '2', expected 0 to 1")]
    [InlineData("val: images\nnames: [car]\nnc: 3\n", 3, "'nc' is 3, but there are 1 names")]
    [InlineData("val: images\nnames: [[car]]\n", 2, "expected a plain value")]
    [InlineData("val: images\nnames: [car\n", null, "not valid YAML")]
    [InlineData("names: [car]\ntrain: images\n", 1, "has no split 'val'; it has train")]
    [InlineData("val: nowhere\nnames: [car]\n", 1, "names 'nowhere', but there is no folder or list file")]
    [InlineData("val: ../../elsewhere\nnames: [car]\n", 1, "inside the data set's folder")]
    [InlineData("val: /etc\nnames: [car]\n", 1, "'/etc' does not name a file inside the data set's folder")]
    [InlineData("val: labels\nnames: [car]\n", null, "has no readable image")]
    public void A_broken_data_yaml_is_refused(string yaml, int? line, string message)
    {
        PrepareYolo();
        _folder.Write("labels/a.txt", "");
        string path = _folder.Write("data.yaml", yaml);

        DataSetException fault = Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Root));

        Assert.Equal(path, fault.File);
        Assert.Contains(message, fault.Message);
        if (line is not null) Assert.Equal(line, fault.Line);
    }

    [Theory]
    [InlineData("""{ "images": [""", "gt.json:1: broken at '$.images")]
    [InlineData("[]", "expected an object with 'images', 'annotations' and 'categories'")]
    [InlineData("null", "holds null")]
    [InlineData("", "broken at '$'")]
    [InlineData("{}", "has no 'categories'")]
    [InlineData("""{ "images": [], "categories": [] }""", "has no 'annotations'")]
    [InlineData("{ \"images\":\n [ { \"id\": [] } ] }", "gt.json:2: broken at '$.images[0].id'")]
    [InlineData(
        """{ "images": [ { "id": 1, "width": 5, "height": 5 }, { "id": 1, "width": 5, "height": 5 } ],"""
        + """ "annotations": [], "categories": [] }""",
        "images[1] has the id 1, which another")]
    [InlineData(
        """{ "images": [], "annotations": [], "categories": [ { "id": 3, "name": "a" }, """
        + """{ "id": 3, "name": "b" } ] }""",
        "categories[1] has the id 3, which another")]
    [InlineData("""{ "images": [ null ], "annotations": [], "categories": [] }""", "images[0] has no 'id'")]
    [InlineData(
        """{ "images": [ { "id": 1, "file_name": "a.jpg", "width": 0, "height": 5 } ], "annotations": [],"""
        + """ "categories": [] }""",
        "image 1 'a.jpg' is 0x5 pixels")]
    [InlineData(
        """{ "images": [ { "id": 1, "file_name": "../a.jpg", "width": 5, "height": 5 } ], "annotations": [],"""
        + """ "categories": [] }""",
        "'../a.jpg' does not name a file inside")]
    [InlineData(
        """{ "images": [ { "id": 1, "file_name": "..\\..\\a.jpg", "width": 5, "height": 5 } ],"""
        + """ "annotations": [], "categories": [] }""",
        "does not name a file inside")]
    [InlineData(
        """{ "images": [ { "id": 1, "file_name": "/etc/passwd", "width": 5, "height": 5 } ],"""
        + """ "annotations": [], "categories": [] }""",
        "'/etc/passwd' does not name a file inside")]
    [InlineData(
        """{ "images": [ { "id": 1, "file_name": "", "width": 5, "height": 5 } ], "annotations": [],"""
        + """ "categories": [] }""",
        "'' does not name a file inside")]
    public void A_broken_coco_json_is_refused(string json, string message)
    {
        string path = _folder.Write("gt.json", json);

        DataSetException fault = Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(path));

        Assert.Equal(path, fault.File);
        Assert.Contains(message, fault.Message);
    }

    [Theory]
    [InlineData("<annotation><size></annotation>", "not a valid XML file without DTD")]
    [InlineData("not xml", "not a valid XML file without DTD")]
    [InlineData("", "not a valid XML file without DTD")]
    [InlineData(
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation><filename>&x;</filename>"
        + "</annotation>",
        "DTD")]
    [InlineData("<!DOCTYPE a SYSTEM \"http://localhost/evil.dtd\"><annotation/>", "DTD")]
    [InlineData("<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><annotation>&b;</annotation>", "DTD")]
    [InlineData("<kml/>", "root element is <kml>, expected <annotation>")]
    [InlineData("<annotation><filename>a.png</filename></annotation>", "states no <size>")]
    [InlineData(
        "<annotation><filename>a.png</filename><size><width>0</width><height>1e30</height></size>"
        + "</annotation>",
        "states no <size>")]
    [InlineData(
        "<annotation><filename>../../etc/passwd</filename><size><width>5</width><height>5</height></size>"
        + "</annotation>",
        "'../../etc/passwd' does not name a file inside")]
    public void A_broken_voc_xml_is_refused(string xml, string message)
    {
        string path = _folder.Write("Annotations/a.xml", xml);

        DataSetException fault = Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Root));

        Assert.Equal(path, fault.File);
        Assert.Contains(message, fault.Message);
    }

    [Theory]
    [InlineData("../a", "'../a.xml' does not name a file inside")]
    [InlineData("/etc/passwd", "does not name a file inside")]
    [InlineData("missing", "missing.xml'; left out.")]
    public void What_a_voc_split_list_names_beside_annotations_of_the_set_is_left_out(string entry, string message)
    {
        _folder.Write("Annotations/a.xml", Format(Xml, ""));
        string list = _folder.Write("ImageSets/Main/val.txt", $"a\n{entry}\n");

        AnnotatedDataSet dataSet = VocDataSet.Read(_folder.Root);

        Assert.Single(dataSet.Images);
        AssertProblem(dataSet, list, 2, message);
    }

    [Fact]
    public void An_image_listed_twice_or_absent_is_reported_and_left_out()
    {
        _folder.Write("Annotations/a.xml", Format(Xml, ""));
        string list = _folder.Write("ImageSets/Main/val.txt", "a\na\n");
        AssertProblem(VocDataSet.Read(_folder.Root), list, 2, "'a' is listed twice");

        PrepareYolo("val: val.txt\nnames: [car, bus]\n");
        string images = _folder.Write("val.txt", "images/a.png\nimages/missing.png\n");
        string expected = Path.Combine(_folder.Root, "images", "missing.png");
        AssertProblem(
            YoloDataSet.Read(_folder.Root), images, 2,
            $"image 'images/missing.png' not found; looked for '{expected}'; left out.");

        _folder.Write("val.txt", "images/a.png\n../../etc/x.png\n");
        AssertProblem(
            YoloDataSet.Read(_folder.Root), images, 2,
            "'../../etc/x.png' does not name a file inside the data set's folder");
    }

    [Theory]
    [InlineData("text named .jpg")]
    [InlineData("")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0\u0000\u0010JFIF")]
    [InlineData("\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR\u0000\u0000")]
    [InlineData("BM")]
    public void A_file_that_is_no_image_is_reported_and_left_out(string content)
    {
        PrepareYolo();
        string path = _folder.WriteBytes("images/bad.jpg", System.Text.Encoding.Latin1.GetBytes(content));

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal("a.png", Assert.Single(dataSet.Images).Name);
        string reason = Assert.Throws<ImageFormatException>(() => ImageFile.Read(path)).Message;
        string same = reason.Replace($"'{path}' ", "", StringComparison.Ordinal).TrimEnd('.');
        AssertProblem(dataSet, path, null, $"{same}; left out.");
        Assert.StartsWith(
            path + ": ",
            Assert.Throws<DataSetException>(() => (dataSet.Images[0] with { Path = path }).Read()).Message);
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void A_million_boxes_in_one_image_are_refused_in_every_format()
    {
        const int Million = 1_000_000;
        PrepareYolo();
        string labels = _folder.Write("labels/a.txt", string.Concat(Enumerable.Repeat("0 0.5 0.5 0.1 0.1\n", Million)));
        AssertTooMany(labels, () => YoloDataSet.Read(_folder.Root));

        const string Box = """{"image_id":1,"category_id":1,"bbox":[1,1,2,2]}""";
        string json = WriteCoco(annotation: string.Join(',', Enumerable.Repeat(Box, Million)));
        AssertTooMany(json, () => CocoDataSet.Read(json));

        using var voc = new TemporaryFolder();
        // malformed ones count too
        string item = "<object><name>a</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax></bndbox></object>";
        string xml = voc.Write("Annotations/a.xml", Format(Xml, string.Concat(Enumerable.Repeat(item, Million / 6))));
        AssertTooMany(xml, () => VocDataSet.Read(voc.Root));
    }

    [Fact]
    public void Files_above_their_size_limit_are_refused_unread()
    {
        PrepareYolo();
        string labels = _folder.Write("labels/a.txt", "");
        using (FileStream file = File.OpenWrite(labels)) file.SetLength((64L << 20) + 1);

        Assert.StartsWith(
            $"{labels}: larger than 64 MiB, the limit of its kind; left out.",
            Assert.Throws<DataSetException>(() => YoloDataSet.Read(_folder.Root)).Message);
    }

    [Fact]
    public void Deep_nesting_is_refused_with_the_process_alive()
    {
        PrepareYolo(new string('[', 1_000_000));
        Assert.Throws<DataSetException>(() => YoloDataSet.Read(_folder.Root));

        Assert.Throws<DataSetException>(() => CocoDataSet.Read(_folder.Write("deep.json", new string('[', 1_000_000))));

        using var voc = new TemporaryFolder();
        voc.Write("Annotations/a.xml", string.Concat(Enumerable.Repeat("<annotation>", 1_000_000)));
        Assert.Throws<DataSetException>(() => VocDataSet.Read(voc.Root));
    }

    [Fact]
    public void A_path_without_a_data_set_is_refused()
    {
        Assert.Contains(
            "not found",
            Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(Path.Combine(_folder.Root, "nowhere")))
                .Message);
        Assert.Contains(
            "file not found",
            Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(Path.Combine(_folder.Root, "nowhere.json")))
                .Message);
        Assert.Contains(
            "file not found",
            Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(Path.Combine(_folder.Root, "nowhere.yaml")))
                .Message);
        Assert.Throws<ArgumentException>(() => AnnotatedDataSet.Load(""));
        Assert.Contains(
            "not a data set: expected data.yaml (YOLO)",
            Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Root)).Message);
        Assert.Contains(
            "not a data set",
            Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Write("a.docx", ""))).Message);
    }

    private static void AssertProblem(AnnotatedDataSet dataSet, string file, int? line, string message)
    {
        DataSetProblem problem = Assert.Single(dataSet.Problems);
        Assert.Equal((file, line), (problem.File, problem.Line));
        Assert.Contains(message, problem.Message);
    }

    private static void AssertTooMany(string file, Func<object> read)
    {
        DataSetException fault = Assert.Throws<DataSetException>(read);
        Assert.Equal(file, fault.File);
        Assert.Contains("more than 100000 boxes for one image", fault.Message);
    }

    private void PrepareYolo(string yaml = "val: images\nnames: [car, bus]\n")
    {
        _folder.Write("data.yaml", yaml);
        _folder.WriteImage("images/a.png", 100, 80);
        _folder.Write("labels/a.txt", "");
    }

    private string WriteCoco(string annotation = "") => _folder.Write("gt.json", $$"""
        { "images": [ { "id": 1, "file_name": "a.jpg", "width": 100, "height": 80 } ],
          "categories": [ { "id": 1, "name": "car" } ], "annotations": [ {{annotation}} ] }
        """);

    private static string Format(string format, string content) =>
        format.Replace("{0}", content, StringComparison.Ordinal);
}
