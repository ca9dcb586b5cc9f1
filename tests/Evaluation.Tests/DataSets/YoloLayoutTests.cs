using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

/// <summary>Where pictures and labels of YOLO data sets are found, and what is said of those that are not.</summary>
public sealed class YoloLayoutTests : IDisposable
{
    private const string Row = "0 0.5 0.5 0.2 0.5\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_beside_the_pictures_are_found_below_a_folder_called_images()
    {
        _folder.WriteImage("images/set/val/a.png", 100, 80);
        _folder.Write("images/set/val/a.txt", Row);
        _folder.Write("images/set/data.yaml", "val: val\nnames: [car]\n");

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Prepare("images/set/data.yaml"));

        Assert.Equal(new Rect2d(40, 20, 20, 40), Assert.Single(dataSet.Images[0].Annotations).Box);
        Assert.Empty(dataSet.Problems);
    }

    [Fact]
    public void Labels_in_the_folder_labels_come_before_those_beside_the_picture()
    {
        WriteSet("val: images\nnames: [car, bus]\n");
        _folder.Write("images/a.txt", "1 0.5 0.5 1 1\n");

        Assert.Equal(0, Assert.Single(YoloDataSet.Read(_folder.Root).Images[0].Annotations).ClassId);
    }

    [Fact]
    public void Pictures_without_a_label_file_are_counted_and_the_first_place_is_named()
    {
        string yaml = WriteSet("val: images\nnames: [car]\n");
        string bare = _folder.WriteImage("images/b.png", 100, 80);

        DataSetProblem problem = Assert.Single(YoloDataSet.Read(_folder.Root).Problems);

        Assert.Equal((yaml, (int?)null), (problem.File, problem.Line));
        Assert.Equal(
            "1 of 2 pictures of split 'val' have no label file and count as pictures without objects; for "
            + $"'{bare}' it was looked for at '{_folder.Prepare("labels/b.txt")}' and "
            + $"'{_folder.Prepare("images/b.txt")}'.",
            problem.Message);
    }

    [Fact]
    public void A_set_without_a_box_is_refused_where_boxes_are_needed()
    {
        WriteSet("val: images\nnames: [car]\n");
        AnnotatedDataSet full = YoloDataSet.Read(_folder.Root);
        Assert.Same(full, full.RequireBoxes("set"));

        _folder.Write("labels/a.txt", "");
        DataSetException fault = Assert.Throws<DataSetException>(
            () => YoloDataSet.Read(_folder.Root).RequireBoxes("set"));
        Assert.Equal("set: has no box in 1 images; expected annotated objects.", fault.Message);
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.2 0.5 0.9\n0 0.1 0.1 0.1 0.1\n0 0.2 0.2 0.1 0.1 0.5\n", 3)]
    [InlineData("0 0.5 0.5 0.2 0.5\n0 0.1 0.1 0.3 0.1 0.3 0.3 0.9\n0 0.1 0.1 0.3 0.1 0.3 0.4 0.8\n", 3)]
    public void Confidences_at_the_end_of_rows_are_left_out_and_counted(string rows, int boxes)
    {
        WriteSet("val: images\nnames: [car]\n");
        _folder.Write("labels/a.txt", rows);

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal(boxes, dataSet.BoxCount);
        Assert.StartsWith(
            "2 rows have one number more than a box or an outline", Assert.Single(dataSet.Problems).Message);
    }

    [Fact]
    public void Key_points_are_left_out_and_counted()
    {
        WriteSet("val: images\nkpt_shape: [2, 3]\nnames: [person]\n");
        _folder.Write("labels/a.txt", "0 0.5 0.5 0.2 0.5 0.1 0.1 2 0.2 0.2 2\n");

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal(new Rect2d(40, 20, 20, 40), Assert.Single(dataSet.Images[0].Annotations).Box);
        Assert.StartsWith("1 rows have key points", Assert.Single(dataSet.Problems).Message);
    }

    [Theory]
    [InlineData("images/a.png")]
    [InlineData("./images/a.png")]
    [InlineData("images\\a.png")]
    [InlineData("/content/set/images/a.png")]
    [InlineData("D:\\work\\set\\images\\a.png")]
    [InlineData("../datasets/set/images/a.png")]
    [InlineData("data/images/a.png")]
    public void A_list_names_pictures_as_this_machine_or_another_has_them(string name)
    {
        WriteSet("val: val.txt\nnames: [car]\n");
        _folder.Write("val.txt", name + "\n");

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal(("images/a.png", 1), (Assert.Single(dataSet.Images).Name, dataSet.BoxCount));
        Assert.Empty(dataSet.Problems);
    }

    [Fact]
    public void A_name_whose_folder_is_here_is_not_looked_for_elsewhere()
    {
        WriteSet("val: val.txt\nnames: [car]\n");
        _folder.WriteImage("b.png", 10, 10);
        string list = _folder.Write("val.txt", "images/a.png\nimages/b.png\n");

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal("images/a.png", Assert.Single(dataSet.Images).Name);
        Assert.Equal((list, 2), (dataSet.Problems[0].File, dataSet.Problems[0].Line));
    }

    [Fact]
    public void Pictures_outside_the_folder_are_read_when_that_is_allowed()
    {
        using var elsewhere = new TemporaryFolder();
        string picture = elsewhere.WriteImage("images/val/a.png", 100, 80);
        elsewhere.Write("labels/val/a.txt", Row);
        WriteSet("val: val.txt\nnames: [car]\n");
        _folder.Write("val.txt", picture + "\n");

        DataSetException refused = Assert.Throws<DataSetException>(() => YoloDataSet.Read(_folder.Root));
        Assert.Contains("does not name a file inside the data set's folder", refused.Message);
        Assert.Contains("the option 'outside' reads it", refused.Message);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root, outside: true);
        Assert.Equal(("a.png", picture, 1), (dataSet.Images[0].Name, dataSet.Images[0].Path, dataSet.BoxCount));
        Assert.Equal(
            $"1 of 1 pictures of split 'val' lie outside the data set's folder '{_folder.Root}', the first is "
            + $"'{picture}'.", Assert.Single(dataSet.Problems).Message);
    }

    [Fact]
    public void The_list_of_a_cvat_export_is_read()
    {
        _folder.WriteImage("set/obj_train_data/a.png", 100, 80);
        _folder.Write("set/obj_train_data/a.txt", Row);
        _folder.Write("set/train.txt", "data/obj_train_data/a.png\n");
        string yaml = _folder.Write("own.yaml", "path: set\nval: train.txt\nnames: [car]\n");

        Assert.Equal(1, AnnotatedDataSet.Load(yaml).BoxCount);
    }

    [Fact]
    public void What_was_found_before_goes_along_when_nothing_remains()
    {
        WriteSet("val: val.txt\nnames: [car]\n");
        string list = _folder.Write("val.txt", "data/x/a.jpg\ndata/x/b.jpg\n");

        DataSetException fault = Assert.Throws<DataSetException>(() => YoloDataSet.Read(_folder.Root));

        Assert.StartsWith(
            $"{list}:1: image 'data/x/a.jpg' not found; looked for '{_folder.Root}/data/x/a.jpg'; left out.",
            fault.Message);
        Assert.Equal([1, 2], fault.Problems.Select(problem => problem.Line));
    }

    [Theory]
    [InlineData("dataset.yaml", "val: images\nnames: [car]\n", "val")]
    [InlineData("mine.yml", "val: images\nnames: [car]\n", "val")]
    [InlineData("data.yaml", "valid: images\nnames: [car]\n", "val")]
    [InlineData("data.yaml", "val: images\nnames: [car]\n", "valid")]
    [InlineData("data.yaml", "val: images\nnc: 1\n", "validation")]
    [InlineData("data.yaml", "base: &base {names: [car]}\n<<: *base\nval: images\n", "val")]
    [InlineData("data.yaml", "classes: &names [car]\nnames: *names\nval: images\n", "val")]
    public void Other_names_of_the_yaml_and_its_splits_are_known(string file, string yaml, string split)
    {
        WriteSet(yaml, file);

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(_folder.Root, split);

        Assert.Equal(1, dataSet.BoxCount);
        Assert.Equal(yaml.StartsWith("valid", StringComparison.Ordinal) ? "valid" : "val", dataSet.Split);
    }

    [Fact]
    public void Hidden_files_are_left_out_and_links_are_followed_once()
    {
        WriteSet("val: images\nnames: [car]\n");
        _folder.WriteImage("images/.ipynb_checkpoints/a-checkpoint.png", 100, 80);
        _folder.WriteImage("images/._a.png", 100, 80);
        Directory.CreateSymbolicLink(_folder.Prepare("images/p"), ".");
        Directory.CreateSymbolicLink(_folder.Prepare("images/q"), "..");

        Assert.Equal(["a.png"], YoloDataSet.Read(_folder.Root).Images.Select(image => image.Name));
    }

    [Fact]
    public void Two_pictures_of_one_stem_share_their_labels_and_that_is_said()
    {
        WriteSet("val: images\nnames: [car]\n");
        string second = _folder.WriteImage("images/a.jpg", 100, 80);

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal(2, dataSet.BoxCount);
        DataSetProblem problem = Assert.Single(dataSet.Problems);
        Assert.Equal(_folder.Prepare("images/a.png"), problem.File);
        Assert.StartsWith("1 pictures share their label file", problem.Message);
        Assert.NotEqual(second, problem.File);
    }

    [Fact]
    public void A_label_file_with_an_endless_line_costs_its_picture_alone()
    {
        WriteSet("val: images\nnames: [car]\n");
        _folder.WriteImage("images/b.png", 100, 80);
        string labels = _folder.Write("labels/b.txt", Row + "0" + new string('1', 3 << 20));

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root);

        Assert.Equal("a.png", Assert.Single(dataSet.Images).Name);
        DataSetProblem problem = Assert.Single(dataSet.Problems);
        Assert.Equal(
            (labels, 2, "the line has more than 1048576 characters; left out."),
            (problem.File, problem.Line, problem.Message));
    }

    [Fact]
    public void Boxes_that_are_there_twice_or_outside_are_kept_and_counted_with_their_line()
    {
        WriteSet("val: images\nnames: [car]\n");
        string labels = _folder.Write("labels/a.txt", Row + "0 3 3 0.2 0.2\n" + Row + Row);

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root, boxes: BoxPolicy.AsWritten);

        Assert.Equal(4, dataSet.BoxCount);
        Assert.Equal(
            [
                $"{labels}:3: 2 of 4 boxes of an image are there twice, the first is box [40, 20, 20, 40]; kept.",
                $"{labels}:2: 1 of 4 boxes of an image lie outside the 100x80 image, the first is box "
                + "[290, 232, 20, 16]; kept."
            ],
            dataSet.Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("? &a [*a]\n: 1\nnames: [x]\nval: images\n", 1, "the alias 'a' stands for nothing that is complete")]
    [InlineData("names: &a {0: *a}\nval: images\n", 1, "the alias 'a' stands for nothing that is complete")]
    [InlineData("val: *later\nnames: [x]\nlater: &later images\n", 1, "the alias 'later' stands for nothing")]
    [InlineData("names: ['a', \"b\"]\nval: [images/val, li\nt.txt]\npath: ../x\n", 2, "not valid YAML")]
    public void A_yaml_that_breaks_the_library_is_refused_with_its_line(string yaml, int line, string message)
    {
        string path = _folder.Write("data.yaml", yaml);

        DataSetException fault = Assert.Throws<DataSetException>(() => YoloDataSet.Read(_folder.Root));

        Assert.Equal((path, line), (fault.File, fault.Line));
        Assert.Contains(message, fault.Message);
    }

    [Fact]
    public void Aliases_count_as_what_they_stand_for()
    {
        IEnumerable<string> doubling = Enumerable.Range(1, 11).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        _folder.Write(
            "data.yaml", $"a0: &a0 [x]\n{string.Concat(doubling)}? *a11\n: 1\nnames: [x]\nval: images\n");

        DataSetException fault = Assert.Throws<DataSetException>(() => YoloDataSet.Read(_folder.Root));

        Assert.Equal(6, fault.Line);
        Assert.Contains("more than 100000 values, aliases counted in full", fault.Message);
    }

    [Fact]
    public void Folders_of_pictures_and_labels_without_a_yaml_are_told_what_to_add()
    {
        _folder.WriteImage("images/val/a.png", 10, 10);
        _folder.Write("labels/val/a.txt", Row);
        _folder.Write("classes.txt", "car\nbus\n");

        string message = Assert.Throws<DataSetException>(() => AnnotatedDataSet.Load(_folder.Root)).Message;

        Assert.Contains("the data.yaml of a YOLO data set is missing", message);
        Assert.Contains("'val: images/val'", message);
        Assert.Contains("'names: [car, bus]'", message);
    }

    private string WriteSet(string yaml, string file = "data.yaml")
    {
        _folder.WriteImage("images/a.png", 100, 80);
        _folder.Write("labels/a.txt", Row);
        return _folder.Write(file, yaml);
    }
}
