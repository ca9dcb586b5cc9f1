using DetectionSdk.Tests;

namespace DetectionSdk.Imaging.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_listed_by_name_and_hidden_ones_left_out()
    {
        foreach (string name in
            (string[])
            [
                "b.jpg", "a/c.PNG", "a/.hidden.jpg", ".git/d.jpg", "a/.cache/e.jpg", "note.txt", "f.heic", "B.jpg",
            ])
            _folder.Write(name, "");
        Assert.Equal(["B.jpg", "a/c.PNG", "b.jpg", "f.heic"], List());
        Assert.Equal(
            ["B.jpg", "b.jpg", "f.heic"],
            ImageFolder.List(_folder.Path, recursive: false).Select(path => Path.GetFileName(path)));
        Comparer<string> backwards = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));
        Assert.Equal("f.heic", Path.GetFileName(ImageFolder.List(_folder.Path, recursive: false, backwards)[0]));
    }

    [Fact]
    public void Circles_of_links_end_and_every_file_comes_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        _folder.Write("b.jpg", "");
        _folder.Write("sub/c.jpg", "");
        foreach (string name in (string[])["p", "q", "sub/up"])
            Directory.CreateSymbolicLink(_folder.File(name), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("again"), ".");
        Directory.CreateSymbolicLink(_folder.File("parent"), "..");
        Directory.CreateSymbolicLink(_folder.File("asub"), "sub");
        Assert.Equal(["b.jpg", "sub/c.jpg"], List());
    }

    [Fact]
    public void A_folder_elsewhere_is_followed_once_and_a_linked_file_counts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        using TemporaryFolder other = new();
        other.Write("deep/d.jpg", "");
        _folder.Write("a.jpg", "");
        Directory.CreateSymbolicLink(_folder.File("one"), other.Path);
        Directory.CreateSymbolicLink(_folder.File("two"), other.Path);
        File.CreateSymbolicLink(_folder.File("link.jpg"), "a.jpg");
        Assert.Equal(["a.jpg", "link.jpg", "one/deep/d.jpg"], List());

        Directory.CreateSymbolicLink(other.File("whole"), _folder.Path);
        Assert.Equal(["a.jpg", "link.jpg", "one/deep/d.jpg"], List());
    }

    private IEnumerable<string> List() =>
        ImageFolder.List(_folder.Path).Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/'));
}
