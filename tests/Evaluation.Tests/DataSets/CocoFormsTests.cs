using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

/// <summary>The forms in which other tools write COCO files, and where they put them.</summary>
public sealed class CocoFormsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.0", "1", "2.0", "0.0")]
    [InlineData("\"1\"", "\"1\"", "\"2\"", "false")]
    [InlineData("1", "\"1\"", "2", "\"0\"")]
    [InlineData("true", "1.0", "\"2\"", "null")]
    [InlineData("\"frame-1\"", "\"frame-1\"", "\"person\"", "0")]
    [InlineData("1.5", "1.5", "9999999999", "0.0")]
    [InlineData("-9223372036854775808", "\"-9223372036854775808\"", "-9223372036854775808", "0")]
    public void Ids_and_flags_may_be_written_in_any_way(string id, string imageId, string categoryId, string crowd)
    {
        string path = Write("gt.json", id, imageId, categoryId, crowd);

        AnnotatedDataSet dataSet = CocoDataSet.Read(path);

        Annotation annotation = Assert.Single(Assert.Single(dataSet.Images).Annotations);
        Assert.Equal(new Annotation(new Rect2d(1, 2, 3, 4), 0) { Area = 12 }, annotation);
        Assert.Equal(["person"], dataSet.ClassNames);
        Assert.Empty(dataSet.Problems);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("true")]
    [InlineData("\"1\"")]
    public void A_crowd_may_be_said_in_any_way(string crowd) =>
        Assert.True(CocoDataSet.Read(Write("gt.json", "1", "1", "1", crowd)).Images[0].Annotations[0].Crowd);

    [Fact]
    public void A_value_of_another_kind_is_named_by_its_place_and_not_by_a_type_of_this_program()
    {
        string path = _folder.Write("gt.json", """{ "images": [ { "id": 1, "width": [5] } ] }""");

        string message = Assert.Throws<DataSetException>(() => CocoDataSet.Read(path)).Message;

        Assert.Contains("broken at '$.images[0].width'", message);
        Assert.Contains("there is a value of another kind", message);
        Assert.DoesNotContain("System", message);
        Assert.DoesNotContain("DetectionSdk", message.Replace(_folder.Root, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("..\\\\..\\\\label-studio\\\\media\\\\upload\\\\a.png")]
    [InlineData("/data/upload/a.png")]
    [InlineData("upload/1/a.png")]
    public void A_picture_that_is_named_elsewhere_is_looked_for_by_its_bare_name(string fileName)
    {
        string picture = _folder.WriteImage("pictures/a.png", 100, 80);
        string path = Write("result.json", fileName: fileName);

        AnnotatedImage image = Assert.Single(CocoDataSet.Read(path, Path.Combine(_folder.Root, "pictures")).Images);

        Assert.Equal((picture, "a.png"), (image.Path, image.Name));
    }

    [Fact]
    public void Pictures_that_are_nowhere_near_are_refused_with_the_way_to_give_their_folder()
    {
        string path = Write("result.json", fileName: "..\\\\..\\\\upload\\\\a.png");

        string message = Assert.Throws<DataSetException>(() => CocoDataSet.Read(path)).Message;

        Assert.Contains("'..\\..\\upload\\a.png' does not name a file inside", message);
        Assert.Contains("nor is 'a.png' in it; the folder of the pictures can be given (imageRoot, --images)", message);
    }

    [Fact]
    public void Two_pictures_that_become_one_by_their_bare_names_are_not_mixed_up()
    {
        _folder.WriteImage("a.png", 100, 80);
        string path = _folder.Write("gt.json", """
            { "images": [ { "id": 1, "file_name": "/x/a.png", "width": 100, "height": 80 },
                          { "id": 2, "file_name": "/y/a.png", "width": 100, "height": 80 } ],
              "categories": [ { "id": 1, "name": "car" } ], "annotations": [] }
            """);

        AnnotatedDataSet dataSet = CocoDataSet.Read(path);

        Assert.Equal(1, Assert.Single(dataSet.Images).CocoId);
        Assert.Contains("image 2 '/y/a.png' is the file", Assert.Single(dataSet.Problems).Message);
    }

    [Fact]
    public void An_outside_picture_is_read_when_that_is_allowed()
    {
        using var elsewhere = new TemporaryFolder();
        string picture = elsewhere.WriteImage("a.png", 100, 80);
        string path = Write("deep/set/gt.json", fileName: picture);

        Assert.Throws<DataSetException>(() => CocoDataSet.Read(path));
        AnnotatedImage image = Assert.Single(CocoDataSet.Read(path, outside: true).Images);
        Assert.Equal(picture, image.Path);
        Assert.False(Path.IsPathRooted(image.Name));
    }

    [Theory]
    [InlineData("valid/_annotations.coco.json", "valid/a.png", "valid", "valid")]
    [InlineData("valid/_annotations.coco.json", "valid/a.png", "val", "valid")]
    [InlineData("labels.json", "data/a.png", "val", null)]
    [InlineData("val/labels.json", "val/data/a.png", "val", "val")]
    [InlineData("annotations/instances_val.json", "images/a.png", "validation", "val")]
    [InlineData("result.json", "images/a.png", "train", null)]
    public void The_layouts_of_common_tools_are_known(string json, string picture, string split, string? found)
    {
        string expected = _folder.WriteImage(picture, 100, 80);
        Write(json);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root, split);

        Assert.Equal((1, found, expected), (dataSet.BoxCount, dataSet.Split, dataSet.Images[0].Path));
    }

    [Fact]
    public void A_folder_whose_json_is_not_known_is_told_to_give_the_file()
    {
        string json = Write("annotations/mine.json");

        string message = Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Root)).Message;

        Assert.Contains($"give one of its json files instead: {json}.", message);
    }

    [Fact]
    public void Boxes_come_from_the_outline_where_there_is_no_bbox()
    {
        string path = _folder.Write("gt.json", """
            { "images": [ { "id": 1, "file_name": "a.png", "width": 100, "height": 80 } ],
              "categories": [ { "id": 1, "name": "car" } ],
              "annotations": [ { "id": 1, "image_id": 1, "category_id": 1,
                                 "segmentation": [[1, 2, 11, 2, 11, 22], [30, 5, 40, 5, 40, 6]] } ] }
            """);

        AnnotatedDataSet dataSet = CocoDataSet.Read(path);

        Assert.Equal(new Rect2d(1, 2, 39, 20), dataSet.Images[0].Annotations[0].Box);
        Assert.StartsWith("1 annotations have no 'bbox'", Assert.Single(dataSet.Problems).Message);
    }

    [Fact]
    public void Outlines_are_written_back_by_coco_and_yolo()
    {
        var outline = new Outline([[new(10, 20), new(30, 20), new(30.5f, 60)]]);
        var dataSet = new AnnotatedDataSet(["car"],
        [
            new(_folder.WriteImage("images/val/a.png", 100, 80), "a.png", new Size(100, 80),
                [new Annotation(new Rect2d(10, 20, 20.5, 40), 0) { Outline = outline }])
        ]);

        CocoDataSet.Write(dataSet, _folder.Prepare("gt.json"));
        YoloDataSet.Write(dataSet, _folder.Root, "val");

        Assert.Equal(outline, CocoDataSet.Read(_folder.Prepare("gt.json")).Images[0].Annotations[0].Outline);
        Annotation yolo = YoloDataSet.Read(_folder.Root).Images[0].Annotations[0];
        Assert.Equal(outline, yolo.Outline);
        Assert.Equal(20.5, yolo.Box.Width, 1e-6);
    }

    [Fact]
    public void An_outline_is_scaled_with_its_image() =>
        Assert.Equal(
            new Outline([[new(5, 5), new(15, 5), new(15, 20)]]),
            new Outline([[new(10, 20), new(30, 20), new(30, 80)]]).Scale(.5, .25));

    private string Write(
        string name, string id = "1", string imageId = "1", string categoryId = "1", string crowd = "0",
        string fileName = "a.png") => _folder.Write(name, $$"""
        { "images": [ { "id": {{id}}, "file_name": "{{fileName}}", "width": 100, "height": 80 } ],
          "categories": [ { "id": {{categoryId}}, "name": "person" } ],
          "annotations": [ { "id": 1, "image_id": {{imageId}}, "category_id": {{categoryId}}, "bbox": [1, 2, 3, 4],
                             "area": 12, "iscrowd": {{crowd}} } ] }
        """);
}
