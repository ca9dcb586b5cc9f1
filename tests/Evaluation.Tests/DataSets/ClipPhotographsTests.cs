using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class ClipPhotographsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Frames => Path.Combine(_folder.Root, "frames");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frames_that_show_something_new_are_taken_with_their_numbers()
    {
        // A square that stands for three frames at each of four places.
        string clip = Write([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
        AnnotatedDataSet photographs = ClipPhotographs.Take(clip, Frames, maximum: 10);

        Assert.Equal(
            ["frame-000000.png", "frame-000003.png", "frame-000006.png", "frame-000009.png"],
            photographs.Images.Select(image => image.Name));
        Assert.Empty(photographs.Problems);
        using VideoFileReader reader = VideoFileReader.Open(clip);
        using Mat frame = new(), photograph = photographs.Images[1].Read();
        for (int i = 0; i <= 3; i++) Assert.True(reader.Read(frame));
        Assert.Equal(0, Cv2.Norm(frame, photograph, NormTypes.INF));
    }

    [Fact]
    public void Of_more_than_the_maximum_some_at_even_distances_are_taken()
    {
        string clip = Write([0, 1, 2, 3, 4, 5, 6, 7]);
        AnnotatedDataSet photographs = ClipPhotographs.Take(clip, Frames, maximum: 4);
        Assert.Equal(
            ["frame-000000.png", "frame-000002.png", "frame-000004.png", "frame-000006.png"],
            photographs.Images.Select(image => image.Name));
    }

    [Fact]
    public void Frames_that_are_there_are_taken_again_though_the_clip_is_gone()
    {
        string clip = Write([0, 1, 2]);
        AnnotatedDataSet first = ClipPhotographs.Take(clip, Frames, maximum: 2);
        File.Delete(clip);
        Assert.Equal(first.Images, ClipPhotographs.Take(clip, Frames, maximum: 2).Images, (a, b) => a.Path == b.Path);
    }

    [Fact]
    public void Frames_of_another_clip_or_number_are_refused()
    {
        string clip = Write([0, 1, 2]), record = Path.Combine(Frames, "frames.json");
        ClipPhotographs.Take(clip, Frames, maximum: 2);
        Assert.Equal(
            $"{record}: has other frames than at most 3 of '{clip}'; expected those, or a folder without frames.",
            Assert.Throws<DataSetException>(() => ClipPhotographs.Take(clip, Frames, maximum: 3)).Message);
        File.WriteAllText(record, "{");
        Assert.Throws<DataSetException>(() => ClipPhotographs.Take(clip, Frames, maximum: 2));
    }

    [Fact]
    public void Frames_of_an_interrupted_choice_do_not_count_and_lost_ones_are_missed()
    {
        string clip = Write([0, 1, 2, 3]);
        using (Mat other = Picture(0, 90)) Assert.True(other.SaveImage(_folder.Prepare("frames/frame-000003.png")));
        Assert.Equal(
            ["frame-000000.png", "frame-000002.png"],
            ClipPhotographs.Take(clip, Frames, maximum: 2).Images.Select(image => image.Name));
        File.Delete(Path.Combine(Frames, "frame-000002.png"));
        Assert.Equal(
            $"{Frames}: holds 1 of the 2 frames that frames.json lists; expected all, or an empty folder.",
            Assert.Throws<DataSetException>(() => ClipPhotographs.Take(clip, Frames, maximum: 2)).Message);
    }

    [Fact]
    public void A_clip_in_which_nothing_happens_gives_one_frame_and_says_so()
    {
        AnnotatedDataSet photographs = ClipPhotographs.Take(Write([2, 2, 2, 2, 2]), Frames, maximum: 9);
        Assert.Equal("frame-000000.png", Assert.Single(photographs.Images).Name);
        Assert.Equal(
            "all 5 frames look alike; the first is taken.", Assert.Single(photographs.Problems).Message);
    }

    [Fact]
    public void What_is_no_clip_is_refused_and_nothing_is_left()
    {
        string text = _folder.Write("text.mp4", "no clip");
        Assert.Contains(
            text, Assert.Throws<VideoSourceException>(() => ClipPhotographs.Take(text, Frames, 9)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(Frames));
    }

    [Fact]
    public void A_clip_that_was_cut_off_gives_the_frames_before()
    {
        string clip = Write([.. Enumerable.Range(0, 40).Select(i => i % 8)]);
        byte[] bytes = File.ReadAllBytes(clip);
        File.WriteAllBytes(clip, bytes[..(bytes.Length / 2)]);
        AnnotatedDataSet photographs = ClipPhotographs.Take(clip, Frames, maximum: 100);
        Assert.InRange(photographs.Images.Count, 5, 25);
        Assert.NotEmpty(photographs.Problems);
    }

    [Fact]
    public void Scenes_are_counted_whatever_their_light_and_one_kind_is_warned_of()
    {
        AnnotatedDataSet one = Photographs(scene => 0, light => 60 + 10 * light), many = Photographs(scene => scene);
        Assert.Equal((1, 8), SceneCount.Of(one));
        Assert.Equal((8, 8), SceneCount.Of(many));
        Assert.Equal(
            "8 of the photographs were looked at and show 1 scene; what photographs do not show is forgotten. Add "
            + "some of other kinds.", SceneCount.Warning(one));
        Assert.Null(SceneCount.Warning(many));
        Assert.Null(SceneCount.Warning(new AnnotatedDataSet([], [])));
    }

    private AnnotatedDataSet Photographs(Func<int, int> place, Func<int, int>? light = null)
    {
        string folder = Guid.NewGuid().ToString();
        for (int i = 0; i < 8; i++)
        {
            using Mat picture = Picture(place(i), light?.Invoke(i) ?? 200);
            Assert.True(picture.SaveImage(_folder.Prepare($"{folder}/{i}.png")));
        }
        return UnlabelledDataSet.Read(Path.Combine(_folder.Root, folder));
    }

    private string Write(int[] places)
    {
        string path = _folder.Prepare("clip.avi");
        using VideoWriter writer = new(path, FourCC.MJPG, 10, new Size(64, 48));
        foreach (int place in places)
        {
            using Mat picture = Picture(place, 200);
            writer.Write(picture);
        }
        return path;
    }

    /// <summary>A square at one of eight places.</summary>
    private static Mat Picture(int place, int light)
    {
        Mat picture = new(48, 64, MatType.CV_8UC3, Scalar.All(30));
        Cv2.Rectangle(picture, new Rect(place % 4 * 16, place / 4 * 24, 16, 24), Scalar.All(light), -1);
        return picture;
    }
}
