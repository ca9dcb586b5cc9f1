using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class SceneDataSetTests
{
    [Fact]
    public void Written_scenes_read_back_as_a_data_set_with_the_same_pixels_and_boxes()
    {
        using TemporaryFolder folder = new();
        SceneDataSet.Write(folder.Path, count: 10, seed: 3, new Size(96, 80));

        AnnotatedDataSet train = YoloDataSet.Read(folder.Path, "train"), val = YoloDataSet.Read(folder.Path, "val");

        Assert.Equal((8, 2), (train.Images.Count, val.Images.Count));
        Assert.Equal(SceneRenderer.ClassNames, train.ClassNames);
        Assert.Empty(train.Problems);
        using Scene scene = new SceneRenderer(new Size(96, 80)).Render(Seeds.Derive(3, 4));
        using Mat read = val.Images[0].Read();
        Assert.Equal(0, Cv2.Norm(scene.Image, read));
        Assert.Equal(scene.Annotations.Count, val.Images[0].Annotations.Count);
        foreach ((Annotation drawn, Annotation stored) in scene.Annotations.Zip(val.Images[0].Annotations))
        {
            Assert.Equal(drawn.ClassId, stored.ClassId);
            Assert.Equal(drawn.Box.X, stored.Box.X, 6);
            Assert.Equal(drawn.Box.Bottom, stored.Box.Bottom, 6);
        }
    }

    [Fact]
    public void A_full_disk_is_an_IOException_with_the_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("images/train"));
        File.CreateSymbolicLink(folder.File("images/train/000002.png.tmp"), "/dev/full");
        IOException error = Assert.Throws<IOException>(() => SceneDataSet.Write(folder.Path, 5, 0, new Size(64, 64)));
        Assert.Contains(
            "000002.png' could not be written: No space left on device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_scenes_than_one_per_split_are_refused()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => SceneDataSet.Write(folder.Path, 4, 0, new Size(64, 64)));
    }
}
