using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class CocoAndVocDataSetTests : IDisposable
{
    private const string Voc = """
        <annotation>
          <filename>stale.jpg</filename>
          <size><width>100</width><height>80</height><depth>3</depth></size>
          <object>
            <name>dog</name><difficult>1</difficult>
            <bndbox><xmin>10.5</xmin><ymin>20</ymin><xmax>30</xmax><ymax>60</ymax></bndbox>
            <part>
              <name>head</name>
              <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>
            </part>
          </object>
          <object>
            <name>cat</name>
            <bndbox><xmax>100</xmax><xmin>90</xmin><ymax>80</ymax><ymin>70</ymin></bndbox>
          </object>
        </annotation>
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_coco_json_becomes_images_with_classes_in_the_order_of_their_ids()
    {
        string path = _folder.Write("gt.json", """
            { "info": { "year": 2024 },
              "images": [ { "id": 8, "file_name": "b.jpg", "width": 100, "height": 80 },
                          { "id": 2, "file_name": "sub\\a.jpg", "width": 50.0, "height": 40 } ],
              "categories": [ { "id": 18, "name": "dog" }, { "id": 17, "name": "cat", "supercategory": "animal" } ],
              "annotations": [
                { "id": 1, "image_id": 2, "category_id": 18, "bbox": [1.5, 2, 3, 4], "area": 6.5, "iscrowd": 0,
                  "segmentation": [[1, 2, 3, 4, 5, 6]] },
                { "id": 2, "image_id": 2, "category_id": 17, "bbox": [0, 0, 50, 40], "iscrowd": 1,
                  "segmentation": { "counts": [1, 2], "size": [40, 50] } } ] }
            """);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(path);

        Assert.Equal(["cat", "dog"], dataSet.ClassNames);
        Assert.Equal(
            [("b.jpg", 8L, 0), ("sub/a.jpg", 2L, 2)],
            dataSet.Images.Select(image => (image.Name, image.CocoId!.Value, image.Annotations.Count)));
        Assert.Equal(
            new Annotation(new Rect2d(1.5, 2, 3, 4), 1)
            {
                Area = 6.5,
                Outline = new Outline([[new(1, 2), new(3, 4), new(5, 6)]]),
            },
            dataSet.Images[1].Annotations[0]);
        Assert.Equal((2000.0, true), (dataSet.Images[1].Annotations[1].Area, dataSet.Images[1].Annotations[1].Crowd));
        Assert.Empty(dataSet.Problems);
    }

    [Theory]
    [InlineData("instances_val2017.json", "a.png")]
    [InlineData("annotations/instances_val2017.json", "val2017/a.png")]
    [InlineData("annotations/instances_val2017.json", "images/val2017/a.png")]
    [InlineData("annotations/instances_val2017.json", "images/a.png")]
    [InlineData("set.json", "images/a.png")]
    public void The_images_are_found_near_the_json(string json, string image)
    {
        string imagePath = _folder.WriteImage(image, 20, 10);
        string path = _folder.Write(json, """
            { "images": [ { "id": 1, "file_name": "a.png", "width": 20, "height": 10 } ],
              "categories": [], "annotations": [] }
            """);

        Assert.Equal(imagePath, CocoDataSet.Read(path).Images[0].Path);
        using Mat pixels = CocoDataSet.Read(path).Images[0].Read();
        Assert.Equal(new Size(20, 10), pixels.Size());
        Assert.Equal(
            Path.Combine(_folder.Root, "given", "a.png"),
            AnnotatedDataSet.Load(path, imageRoot: Path.Combine(_folder.Root, "given")).Images[0].Path);
    }

    [Fact]
    public void A_coco_box_without_area_is_dropped_or_counts_as_missed_as_the_policy_says()
    {
        string path = _folder.Write("gt.json", """
            { "images": [ { "id": 1, "file_name": "a.jpg", "width": 100, "height": 80 } ],
              "categories": [ { "id": 1, "name": "cat" } ],
              "annotations": [ { "id": 1, "image_id": 1, "category_id": 1, "bbox": [5, 5, 0, 9] } ] }
            """);

        Assert.Equal(
            "annotations[0] (id 1) [5, 5, 0, 9] has no area; dropped.",
            Assert.Single(CocoDataSet.Read(path).Problems).Message);
        AnnotatedDataSet kept = CocoDataSet.Read(path, boxes: BoxPolicy.AsWritten);
        Assert.Equal(
            "1 of 1 boxes of an image have no area and cannot be found, the first is annotations[0] (id 1) "
            + "[5, 5, 0, 9]; kept.",
            Assert.Single(kept.Problems).Message);
        Assert.Equal(0, CocoEvaluation.Run(kept, [new(0, 0, new Rect2d(5, 5, 0, 9), .9)]).Scores.AP);
    }

    [Fact]
    public void A_coco_folder_is_recognised_and_an_absent_size_comes_from_the_image()
    {
        _folder.WriteImage("val2017/a.png", 20, 10);
        _folder.Write(
            "annotations/instances_val2017.json",
            """{ "images": [ { "id": 1, "file_name": "a.png" } ], "categories": [], "annotations": [] }""");

        Assert.Equal(new Size(20, 10), AnnotatedDataSet.Load(_folder.Root).Images[0].Size);
    }

    [Fact]
    public void A_voc_split_has_the_boxes_of_its_list_and_the_classes_of_the_whole_set()
    {
        string image = _folder.WriteImage("JPEGImages/a.png", 100, 80);
        _folder.Write("Annotations/a.xml", Voc);
        _folder.Write("Annotations/b.xml", Voc.Replace("cat", "ant", StringComparison.Ordinal));
        _folder.Write("ImageSets/Main/val.txt", "a 1\n");

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root);

        Assert.Equal(["ant", "cat", "dog"], dataSet.ClassNames);
        AnnotatedImage read = Assert.Single(dataSet.Images);
        Assert.Equal((image, "a.png", new Size(100, 80)), (read.Path, read.Name, read.Size));
        Assert.Equal(
            [new(new Rect2d(10.5, 20, 19.5, 40), 2) { Difficult = true }, new(new Rect2d(90, 70, 10, 10), 1)],
            read.Annotations);
    }

    [Fact]
    public void A_flat_folder_of_xml_files_is_one_split()
    {
        _folder.WriteImage("a.jpg", 100, 80);
        _folder.Write("a.xml", Voc);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root, "test");

        Assert.Equal(("a.jpg", 2), (dataSet.Images[0].Name, dataSet.BoxCount));
    }
}
