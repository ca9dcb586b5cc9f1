using DetectionSdk.Examples.CameraFleet.Watching;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.CameraFleet.Tests;

public sealed class RecordedCameraTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(44)]
    [InlineData(45)]
    [InlineData(1007)]
    public void The_clip_plays_for_ever_and_every_frame_is_found_again(long first)
    {
        using RecordedCamera camera = Open(DateTimeOffset.UnixEpoch, first, count: 60);
        camera.Connect(CancellationToken.None);
        using Mat frame = new();
        for (long i = first; i < first + 60; i++)
        {
            Assert.True(camera.Read(frame, CancellationToken.None));
            Assert.Equal(i % Blinker.Length < Blinker.Red, frame.Mean().Val2 > 128);
        }
        Assert.False(camera.Read(frame, CancellationToken.None));
    }

    [Fact]
    public void A_frame_that_is_not_taken_yet_is_waited_for()
    {
        using RecordedCamera camera = Open(DateTimeOffset.UtcNow.AddHours(1), first: 0, count: 1);
        camera.Connect(CancellationToken.None);
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));
        using Mat frame = new();
        Assert.False(camera.Read(frame, soon.Token));
        Assert.True(frame.Empty());
    }

    private RecordedCamera Open(DateTimeOffset started, long first, int count) => new(
        new CameraSettings
        {
            Name = "yard", Address = Blinker.WriteClip(_folder.File("clip.avi")), RecordedRate = 25,
        },
        started, first, count);
}
