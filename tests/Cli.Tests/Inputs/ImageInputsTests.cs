using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

public sealed class ImageInputsTests
{
    [Fact]
    public void Files_folders_and_patterns_expand_once_and_in_order()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["b.jpg", "a.PNG", "notes.txt", "sub/c.bmp"]) folder.Write(name, "x");

        Assert.Equal(
            [folder.File("b.jpg"), folder.File("a.PNG"), folder.File("sub/c.bmp")],
            ImageInputs.Expand([folder.File("b.jpg"), folder.Path, folder.File("*.jpg")]));
        Assert.Equal([folder.File("b.jpg")], ImageInputs.Expand([folder.File("?.jpg")]));
    }

    [Fact]
    public void A_file_of_exactly_that_name_is_meant_before_a_pattern()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no such names there");
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["what?.jpg", "whatX.jpg", ".hidden.jpg"]) folder.Write(name, "x");
        Assert.Equal([folder.File("what?.jpg")], ImageInputs.Expand([folder.File("what?.jpg")]));
        Assert.Equal(
            [folder.File("what?.jpg"), folder.File("whatX.jpg")], ImageInputs.Expand([folder.File("*.jpg")]));
    }

    [Fact]
    public void Names_that_text_cannot_hold_are_not_taken_for_one()
    {
        Assert.Equal(["a\uFFFD.jpg", "a\uFFFD.jpg"], ImageInputs.Expand(["a\uFFFD.jpg", "a\uFFFD.jpg"]));
        Assert.Equal(["a.jpg"], ImageInputs.Expand(["a.jpg", "a.jpg"]));
    }

    [Fact]
    public void An_input_without_images_is_named()
    {
        using TemporaryFolder folder = new();
        Assert.Contains(
            folder.Path, Assert.Throws<FileNotFoundException>(() => ImageInputs.Expand([folder.Path])).Message,
            StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ImageInputs.Expand([folder.File("none*.jpg")]));
    }

    [Fact]
    public void Pictures_of_equal_names_are_numbered()
    {
        PictureNames names = new(["x/a.jpg", "y/a.jpg", "z/a.tif", "a.JPG"]);
        Assert.Equal(
            ["a.jpg", "a-2.jpg", "a.png", "a-3.JPG"],
            new[] { "x/a.jpg", "y/a.jpg", "z/a.tif", "a.JPG" }.Select(names.Of));
    }
}
