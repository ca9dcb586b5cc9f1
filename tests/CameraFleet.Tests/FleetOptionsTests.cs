using DetectionSdk.Examples.CameraFleet;
using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.CameraFleet.Tests;

public sealed class FleetOptionsTests
{
    private static readonly CameraSettings Yard = new() { Name = "yard", Address = "rtsp://yard/1" };

    [Fact]
    public void Silos_that_share_cameras_share_what_was_seen() => Assert.Equal(
        "Fleet:Redis goes with Fleet:Database: silos that share cameras must share what was seen.",
        Assert.Throws<ArgumentException>(new FleetOptions { Redis = "localhost" }.Validate).Message);

    [Fact]
    public void Names_are_unique() => Assert.Equal(
        "Two cameras are named 'yard'; expected one name each.",
        Assert.Throws<ArgumentException>(new FleetOptions { Cameras = [Yard, Yard] }.Validate).Message);

    [Theory]
    [InlineData(0, "recordedRate of camera 'yard' is 0; expected above 0, at most 100.")]
    [InlineData(5, "'rtsp://yard/1' of camera 'yard' does not exist; expected a clip.")]
    public void A_recorded_camera_is_a_clip_with_a_rate(double rate, string message) => Assert.Equal(
        message, Assert.Throws<ArgumentException>((Yard with { RecordedRate = rate }).Validate).Message);
}
