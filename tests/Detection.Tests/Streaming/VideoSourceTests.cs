using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

[Collection(StreamTestGroup.Name)]
public sealed class VideoSourceTests(StreamFixture detectors) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_exists_is_opened_whatever_it_is_called()
    {
        Directory.CreateDirectory(_folder.File("20240101"));
        _folder.Write("2024", "a clip");
        _folder.Write("rtsp:/x/y", "a clip");
        Assert.IsType<FolderSource>(VideoSource.Open(_folder.File("20240101")));
        Assert.IsType<FileSource>(VideoSource.Open(_folder.File("2024")));
        Assert.IsType<FileSource>(VideoSource.Open(_folder.Path + "/rtsp://x//y"));
        Assert.Equal("/dev/video77", Assert.IsType<DeviceSource>(VideoSource.Open("77")).Name);
        Assert.IsType<FfmpegSource>(
            VideoSource.Open(_folder.File("2024"), new VideoSourceOptions { InputArguments = ["-f", "mpegts"] }));
    }

    [Fact]
    public void A_link_to_a_device_is_a_camera()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev");
        string link = _folder.File("usb-camera-index0");
        File.CreateSymbolicLink(link, "/dev/null");
        Assert.Equal(link, Assert.IsType<DeviceSource>(VideoSource.Open(link)).Name);
    }

    [Fact]
    public void An_address_with_a_typing_error_is_named_without_its_password()
    {
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(
            () => VideoSource.Open("rtsp:/admin:secret@camera/live"));
        Assert.StartsWith("'camera/live' is neither", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_image_of_a_folder_is_left_out_and_told()
    {
        foreach (int number in (int[])[10, 9, 1])
        {
            using Mat image = new(48, 64, MatType.CV_8UC3, Scalar.All(number));
            image.SaveImage(_folder.File($"frame{number}.png"));
        }
        byte[] cut = File.ReadAllBytes(_folder.File("frame9.png"));
        _folder.Write("frame2.png", cut[..(cut.Length / 2)]);
        using VideoSource source = VideoSource.Open(_folder.Path);
        List<int> numbers = [];
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source))
            numbers.Add(result.Image.At<Vec3b>(0, 0).Item0);
        Assert.Equal([1, 9, 10], numbers);
        Assert.Contains("frame2.png", Assert.Single(source.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_sound_image_is_an_error()
    {
        _folder.Write("1.png", "no picture");
        using VideoSource source = VideoSource.Open(_folder.Path);
        using Mat frame = new();
        source.Connect(default);
        Assert.Contains(
            "holds no image that can be read",
            Assert.Throws<VideoSourceException>(() => source.Read(frame, default)).Message, StringComparison.Ordinal);
    }
}
