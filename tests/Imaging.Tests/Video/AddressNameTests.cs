using DetectionSdk.Imaging.Video;

namespace DetectionSdk.Imaging.Tests.Video;

public sealed class AddressNameTests
{
    [Theory]
    [InlineData("rtsp://camera:554/live", "rtsp://camera:554/live")]
    [InlineData("rtsp://admin:secret@camera:554/live", "rtsp://camera:554/live")]
    [InlineData("rtsp://admin:se@cret@camera:554/live", "rtsp://camera:554/live")]
    [InlineData("rtsp://admin:se#cret@camera/live", "rtsp://camera/live")]
    [InlineData("rtsp://admin:se/cret@camera/live", "rtsp://camera/live")]
    [InlineData("rtsp://admin:se?cr&et@camera/live", "rtsp://camera/live")]
    [InlineData("rtsp://admin:%@!\"secret@camera/live", "rtsp://camera/live")]
    [InlineData("rtsp:/admin:secret@camera/live", "camera/live")]
    [InlineData("http://camera/live?token=secret", "http://camera/live")]
    [InlineData("http://camera/live#secret", "http://camera/live")]
    [InlineData("http://camera/x?to=a@b&code=secret", "http://b")]
    [InlineData("http://camera/user=admin&password=secret&channel=1", "http://camera/...")]
    [InlineData("rtsp://camera/user=admin_password=secret_channel=1.sdp", "rtsp://camera/...")]
    [InlineData("rtsp://camera/ch0;passwd=secret", "rtsp://camera/ch0;...")]
    [InlineData("rtsp://camera/live/PWD%3Dsecret", "rtsp://camera/live/...")]
    [InlineData("http://camera/api_key=secret/live", "http://camera/...")]
    [InlineData("clips/keynote@home.mp4", "clips/keynote@home.mp4")]
    [InlineData("C:\\clips\\me@home.mp4", "C:\\clips\\me@home.mp4")]
    [InlineData("12:30:00.mp4", "12:30:00.mp4")]
    public void A_name_holds_no_secret(string address, string name) => Assert.Equal(name, AddressName.Of(address));

    [Theory]
    [InlineData("rtsp://me:se#cret@cam/live: refused", "rtsp://cam/live: refused")]
    [InlineData("Failed to resolve hostname me:se#cret", "Failed to resolve hostname me:se#***")]
    [InlineData("tcp://cam:554?timeout=0&pass=cret failed", "tcp://cam:554 failed")]
    [InlineData("http://other:word@elsewhere/x moved", "http://elsewhere/x moved")]
    public void A_message_holds_no_secret_either(string text, string told) =>
        Assert.Equal(told, AddressName.Redact(text, "rtsp://me:se#cret@cam/live"));
}
