namespace DetectionSdk.Evaluation.Tests.DataSets;

/// <summary>Splits and broken files of Pascal VOC data sets.</summary>
public sealed class VocLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("<annotation>")]
    [InlineData("<annotation><filename>b.png</filename></annotation>")]
    public void One_bad_file_is_named_and_left_out(string xml)
    {
        WriteAnnotation("Annotations/a.xml", "car");
        string bad = _folder.Write("Annotations/b.xml", xml);

        AnnotatedDataSet dataSet = VocDataSet.Read(_folder.Root);

        Assert.Equal(1, dataSet.BoxCount);
        DataSetProblem problem = Assert.Single(dataSet.Problems);
        Assert.Equal(bad, problem.File);
        Assert.EndsWith("; left out.", problem.Message);
    }

    [Theory]
    [InlineData("ImageSets/Main/train.txt", "ImageSets/Main/test.txt")]
    [InlineData("ImageSets/train.txt", "ImageSets/test.txt")]
    [InlineData("train.txt", "test.txt")]
    public void Split_lists_are_read_where_tools_write_them(string train, string test)
    {
        WriteAnnotation("Annotations/a.xml", "car");
        WriteAnnotation("Annotations/my b.xml", "bus");
        _folder.Write(train, "a\n");
        _folder.Write(test, "JPEGImages/my b.jpg\n");

        Assert.Equal((1, "train"), Summary(VocDataSet.Read(_folder.Root, "train")));
        AnnotatedDataSet dataSet = VocDataSet.Read(_folder.Root, "test");
        Assert.Equal((1, "test"), Summary(dataSet));
        Assert.Equal("bus", dataSet.ClassNames[dataSet.Images[0].Annotations[0].ClassId]);
        Assert.EndsWith(
            "has no split 'val'; it has test, train.",
            Assert.Throws<DataSetException>(() => VocDataSet.Read(_folder.Root)).Message);
    }

    [Fact]
    public void A_folder_without_lists_is_one_split_under_usual_names_alone()
    {
        WriteAnnotation("Annotations/a.xml", "car");

        Assert.Equal((1, null), Summary(VocDataSet.Read(_folder.Root, "train")));
        Assert.Equal((1, null), Summary(VocDataSet.Read(_folder.Root, "valid")));
        Assert.Contains(
            "has no split 'nonsense'",
            Assert.Throws<DataSetException>(() => VocDataSet.Read(_folder.Root, "nonsense")).Message);
    }

    [Fact]
    public void Splits_may_be_folders_of_xml_files_beside_their_images()
    {
        WriteAnnotation("train/a.xml", "car");
        WriteAnnotation("valid/b.xml", "bus");
        string picture = _folder.WriteImage("valid/b.png", 100, 80);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root, "val");

        Assert.Equal((1, "valid"), Summary(dataSet));
        Assert.Equal(["bus", "car"], dataSet.ClassNames);
        Assert.Equal((picture, "valid/b.png"), (dataSet.Images[0].Path, dataSet.Images[0].Name));
        Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Root, "test"));
    }

    [Fact]
    public void The_folders_of_fiftyone_are_known()
    {
        WriteAnnotation("labels/a.xml", "car");
        string picture = _folder.WriteImage("data/a.png", 100, 80);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root);

        Assert.Equal((DataSetFormat.Voc, picture), (dataSet.Format, dataSet.Images[0].Path));
    }

    [Fact]
    public void A_name_with_foreign_folders_means_the_bare_file()
    {
        WriteAnnotation("Annotations/x.xml", "car", "C:\\\\pictures\\\\a.png");
        string picture = _folder.WriteImage("JPEGImages/a.png", 100, 80);

        Assert.Equal(picture, VocDataSet.Read(_folder.Root).Images[0].Path);
    }

    [Fact]
    public void Millions_of_empty_elements_cost_their_picture_alone()
    {
        WriteAnnotation("Annotations/a.xml", "car");
        string bad = _folder.Write(
            "Annotations/b.xml", $"<annotation>{string.Concat(Enumerable.Repeat("<a/>", 1_600_000))}</annotation>");

        AnnotatedDataSet dataSet = VocDataSet.Read(_folder.Root);

        Assert.Single(dataSet.Images);
        DataSetProblem problem = Assert.Single(dataSet.Problems);
        Assert.Equal(
            (bad, "more than 1500000 elements and texts, the limit; left out."), (problem.File, problem.Message));
    }

    private static (int, string?) Summary(AnnotatedDataSet dataSet) => (dataSet.BoxCount, dataSet.Split);

    private void WriteAnnotation(string path, string name, string fileName = "a.png") => _folder.Write(path,
        $"<annotation><filename>{fileName}</filename><size><width>100</width><height>80</height></size>"
        + $"<object><name>{name}</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox>"
        + "</object></annotation>");
}
