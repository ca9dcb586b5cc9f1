using System.Diagnostics;
using DetectionSdk.Tests;

namespace DetectionSdk.Degradation.Tests;

/// <summary>What is there already: links, pipes, files of others.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_stays_one_and_its_target_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        string target = _folder.Write("deep/target.txt", "old"), link = _folder.File("link.txt");
        File.CreateSymbolicLink(link, "deep/target.txt");
        AtomicFile.Write(link, stream => stream.Write("new"u8));
        Assert.Equal("deep/target.txt", new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal([target], Directory.GetFiles(_folder.File("deep")));

        string relative = Path.GetRelativePath(Environment.CurrentDirectory, link);
        AtomicFile.Write(relative, stream => stream.Write("newer"u8));
        Assert.Equal("newer", File.ReadAllText(target));

        string dangling = _folder.File("dangling.txt");
        File.CreateSymbolicLink(dangling, "deep/made.txt");
        AtomicFile.Write(dangling, stream => stream.Write("made"u8));
        Assert.Equal("made", File.ReadAllText(_folder.File("deep/made.txt")));
    }

    [Fact]
    public async Task A_pipe_is_written_to_and_stays_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "made by mkfifo");
        string pipe = _folder.File("pipe");
        using (Process made = Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Task<string> read = Task.Run(() => File.ReadAllText(pipe));
        AtomicFile.Write(pipe, stream =>
        {
            stream.Write("one "u8);
            stream.Write("two"u8);
        });
        Assert.Equal("one two", await read);
        Assert.Equal([pipe], Directory.GetFiles(_folder.Path));
        using Process test = Process.Start("test", ["-p", pipe]);
        await test.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, test.ExitCode);
    }

    [Fact]
    public void The_rights_of_a_file_that_is_replaced_stay()
    {
        if (OperatingSystem.IsWindows()) return;
        string path = _folder.Write("a.txt", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Writers_of_one_file_do_not_meet()
    {
        string path = _folder.File("a.txt");
        Parallel.For(0, 40, i => AtomicFile.Write(path, stream =>
        {
            byte[] content = [.. Enumerable.Repeat((byte)('a' + i % 26), 1000)];
            stream.Write(content);
        }));
        Assert.Single(File.ReadAllText(path).Distinct());
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }
}
