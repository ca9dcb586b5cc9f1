using System.Diagnostics;
using DetectionSdk.Imaging.Video;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests.Video;

public sealed class H264WriterTests : IDisposable
{
    private const int Rate = 25;

    private readonly TemporaryFolder _folder = new();
    private readonly string _film, _part;

    public H264WriterTests()
    {
        FfmpegTool.Require();
        (_film, _part) = (_folder.File("film.mp4"), _folder.File("film.part.mp4"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_film_is_a_part_until_it_is_closed_and_gets_index_and_name()
    {
        using H264Writer writer = Begin();
        Write(writer, 130);
        Assert.Equal([_part], Directory.GetFiles(_folder.Path));

        writer.Close();
        Assert.Equal([_film], Directory.GetFiles(_folder.Path));
        Assert.Equal((130, true), (Film.FramesOf(_film), Film.IsForBrowsers(_film)));
        using VideoCapture film = new(_film);
        Assert.Equal((130, Rate, 64, 48), (film.FrameCount, film.Fps, film.FrameWidth, film.FrameHeight));
    }

    [Fact]
    public void A_film_without_a_picture_is_none()
    {
        using (H264Writer writer = Begin()) writer.Close();
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Without_close_every_picture_stays_in_the_part()
    {
        using (H264Writer writer = Begin()) Write(writer, 30);
        Assert.Equal([_part], Directory.GetFiles(_folder.Path));
        Assert.Equal(30, Film.FramesOf(_part));
    }

    [Fact]
    public void A_killed_ffmpeg_leaves_all_fragments_that_were_full_and_its_end_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        using (H264Writer writer = Begin())
        {
            Write(writer, 200);
            // Of fragments of 50 pictures three are full, and the coder holds back less than 50 pictures.
            Assert.True(SpinWait.SpinUntil(() => Film.FramesOf(_part) >= 100, TimeSpan.FromMinutes(1)));
            Ffmpeg().Kill();
            string message = Assert.Throws<IOException>(() => Write(writer, 1000)).Message;
            Assert.Equal(
                $"'{_film}' could not be written by ffmpeg: it ended with code 137. What was written is "
                + "'film.part.mp4'.", message);
            Assert.Equal(message, Assert.Throws<IOException>(writer.Close).Message);
        }
        Assert.Equal([_part], Directory.GetFiles(_folder.Path));
        Assert.InRange(Film.FramesOf(_part), 100, 200);
    }

    [Fact]
    public void A_signal_that_ends_all_programs_of_a_terminal_leaves_a_whole_film()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        using H264Writer writer = Begin();
        Write(writer, 30);
        // ffmpeg looks for signals when it has begun
        Assert.True(SpinWait.SpinUntil(() => new FileInfo(_part).Length > 0, TimeSpan.FromMinutes(1)));
        using (Process kill = Process.Start("kill", ["-INT", $"{Ffmpeg().Id}"])) kill.WaitForExit();
        bool hasEnded = SpinWait.SpinUntil(
            () =>
            {
                Write(writer, 1);   // without input it does not look
                return Ffmpeg() is null;
            },
            TimeSpan.FromMinutes(1));
        Assert.True(hasEnded);
        writer.Close();
        Assert.Equal([_film], Directory.GetFiles(_folder.Path));
        Assert.True(Film.IsForBrowsers(_film));
    }

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("film.part.mp4")]
    public void Nothing_is_overwritten(string there)
    {
        string file = _folder.Write(there, "precious");
        Assert.Contains(there, Assert.Throws<IOException>(Begin).Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
        Assert.Equal("precious", File.ReadAllText(file));
    }

    [Fact]
    public void A_film_that_came_meanwhile_is_not_overwritten()
    {
        using (H264Writer writer = Begin())
        {
            Write(writer, 10);
            _folder.Write("film.mp4", "precious");
            Assert.Throws<IOException>(writer.Close);
        }
        Assert.Equal("precious", File.ReadAllText(_film));
        Assert.Equal(10, Film.FramesOf(_part));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    private H264Writer Begin() => new(_film, new Size(65, 49), Rate);

    // Grey levels that rise, so that pictures differ.
    private static void Write(H264Writer writer, int frames)
    {
        using Mat picture = new(49, 65, MatType.CV_8UC3);
        for (int i = 0; i < frames; i++)
        {
            picture.SetTo(Scalar.All(i % 256));
            writer.Write(picture);
        }
    }

    private Process Ffmpeg() => Process.GetProcessesByName("ffmpeg").FirstOrDefault(process => IsOfPart(process.Id))!;

    private bool IsOfPart(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(_part, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;   // it has just ended
        }
    }
}
