using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class YoloDataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_label_becomes_a_box_in_pixels()
    {
        Prepare("names: [car, bus]\nval: images\n");
        _folder.Write("labels/a.txt", "1 0.5 0.25 0.2 0.1\n\n  0\t0.1 0.1 0.2 0.2  \n");

        AnnotatedImage image = Assert.Single(YoloDataSet.Read(_folder.Root).Images);

        Assert.Equal(("a.png", new Size(100, 80)), (image.Name, image.Size));
        Assert.Equal([new(new Rect2d(40, 16, 20, 8), 1), new(new Rect2d(0, 0, 20, 16), 0)], image.Annotations);
    }

    [Fact]
    public void An_outline_is_kept_and_its_bounding_box_is_the_box()
    {
        Prepare("names: [car]\nval: images\n");
        _folder.Write("labels/a.txt", "0 0.1 0.5 0.3 0.25 0.2 0.75\n");

        Annotation annotation = Assert.Single(YoloDataSet.Read(_folder.Root).Images[0].Annotations);

        Assert.Equal((10.0, 20.0), (annotation.Box.X, annotation.Box.Y));
        Assert.Equal(20, annotation.Box.Width, 1e-12);
        Assert.Equal(40, annotation.Box.Height, 1e-12);
        Assert.Equal(new Outline([[new(10, 40), new(30, 20), new(20, 60)]]), annotation.Outline);
    }

    [Theory]
    [InlineData("names: [car, 'traffic light']\nval: images\n")]
    [InlineData("names: {0: car, 1: traffic light}\nval: images/\n")]
    [InlineData("names:\n  1: traffic light\n  0: car\nval: ./images\nnc: 2\n")]
    [InlineData("path: .\nnames:\n- car\n- traffic light\nval: [images]\n")]
    [InlineData("path: /nowhere/on/this/machine\nnames: [car, traffic light]\nval: ../images\n")]
    [InlineData("names: [car, traffic light]\nval: val.txt\n")]
    [InlineData("names: [car, traffic light]\nval: lists/val.txt\n")]
    public void The_usual_ways_to_write_the_yaml_mean_the_same(string yaml)
    {
        Prepare(yaml);
        _folder.Write("labels/a.txt", "0 .5 .5 1 1");
        _folder.Write("val.txt", "./images/a.png\n");
        _folder.Write("lists/val.txt", "images/a.png\n");

        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(Path.Combine(_folder.Root, "data.yaml"));

        Assert.Equal(["car", "traffic light"], dataSet.ClassNames);
        Assert.Equal(Path.Combine(_folder.Root, "images", "a.png"), Assert.Single(dataSet.Images).Path);
        Assert.Empty(dataSet.Problems);
    }

    [Fact]
    public void Several_folders_make_one_split_with_names_from_the_root()
    {
        _folder.WriteImage("one/images/a.png", 10, 10);
        _folder.WriteImage("two/images/a.png", 10, 10);
        _folder.Write("two/labels/a.txt", "0 .5 .5 1 1");
        _folder.Write("data.yaml", "names: [car]\ntrain: [one/images, two/images]\n");

        AnnotatedDataSet dataSet = YoloDataSet.Read(_folder.Root, "train");

        Assert.Equal(["one/images/a.png", "two/images/a.png"], dataSet.Images.Select(image => image.Name));
        Assert.Equal([0, 1], dataSet.Images.Select(image => image.Annotations.Count));
    }

    [Fact]
    public void The_root_may_be_elsewhere()
    {
        _folder.WriteImage("set/images/a.png", 10, 10);
        _folder.Write("configurations/mine.yml", "path: ../set\nnames: [car]\nval: images\n");

        Assert.Single(AnnotatedDataSet.Load(Path.Combine(_folder.Root, "configurations", "mine.yml")).Images);
    }

    [Fact]
    public void Boxes_that_overhang_are_cut_or_kept_as_the_policy_says()
    {
        Prepare("names: [car]\nval: images\n");
        _folder.Write("labels/a.txt", "0 0 0.5 0.5 0.5\n0 0.9 0.5 0.201 0.5\n0 0.5 0.5 0 0.5\n");

        AnnotatedDataSet cut =
            YoloDataSet.Read(_folder.Root), kept = YoloDataSet.Read(_folder.Root, boxes: BoxPolicy.AsWritten);

        Assert.Equal(new Rect2d(0, 20, 25, 40), cut.Images[0].Annotations[0].Box);
        Assert.Equal(100, cut.Images[0].Annotations[1].Box.Right);
        Assert.Equal(
            [
                "box [-25, 20, 50, 40] overhangs the 100x80 image; cut to [0, 20, 25, 40].",
                "box [50, 20, 0, 40] has no area; dropped."
            ],
            cut.Problems.Select(problem => problem.Message));
        Assert.Equal(new Rect2d(-25, 20, 50, 40), kept.Images[0].Annotations[0].Box);
        Assert.Equal((2, 3), (kept.BoxCount, Assert.Single(kept.Problems).Line));
    }

    private void Prepare(string yaml)
    {
        _folder.Write("data.yaml", yaml);
        _folder.WriteImage("images/a.png", 100, 80);
    }
}
