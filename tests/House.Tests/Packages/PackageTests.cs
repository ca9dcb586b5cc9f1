using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using DetectionSdk.House.Tests.Documents;
using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Packages;

/// <summary>What a stranger does: install from a feed into a fresh project, copy the README, run.</summary>
[Trait("Category", "Slow")]
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private static readonly string[] Packages =
    [
        "DetectionSdk", "DetectionSdk.Degradation", "DetectionSdk.Detection", "DetectionSdk.Evaluation",
        "DetectionSdk.Imaging", "DetectionSdk.Models.General", "DetectionSdk.Models.Street", "DetectionSdk.Onnx",
        "DetectionSdk.Training", "detsdk",
    ];

    private static string Picture => Repository.Path("docs", "images", "highway.png");

    [Fact]
    public void Every_package_has_a_readme_an_icon_a_licence_and_what_it_is_for()
    {
        Assert.Equal(
            Packages.Order(StringComparer.Ordinal),
            Directory.GetFiles(feed.Feed, "*.nupkg").Select(file => Path.GetFileName(file)[..^NameEnd.Length])
                .Order(StringComparer.Ordinal));
        foreach (string package in Packages)
        {
            using ZipArchive archive = ZipFile.OpenRead(Path.Combine(feed.Feed, package + NameEnd));
            using Stream description = archive.GetEntry($"{package}.nuspec")!.Open();
            Dictionary<string, string> facts = XDocument.Load(description).Root!.Elements().Single().Elements()
                .DistinctBy(fact => fact.Name.LocalName).ToDictionary(fact => fact.Name.LocalName, fact => fact.Value);
            Assert.Equal(
                (PackageFeed.Version, "README.md", "icon.png"), (facts["version"], facts["readme"], facts["icon"]));
            Assert.Contains(facts["license"], (string[])["MIT", "Apache-2.0"]);
            Assert.True(facts["description"].Length > 40, package);
            Assert.All((string[])["README.md", "icon.png"], file => Assert.NotNull(archive.GetEntry(file)));
        }
    }

    [Fact]
    public void A_library_comes_with_its_documentation_and_with_symbols_that_hold_its_sources()
    {
        using ZipArchive library = ZipFile.OpenRead(Path.Combine(feed.Feed, "DetectionSdk.Detection" + NameEnd));
        Assert.NotNull(library.GetEntry("lib/net10.0/DetectionSdk.Detection.xml"));
        using ZipArchive symbols = ZipFile.OpenRead(
            Path.Combine(feed.Feed, $"DetectionSdk.Detection.{PackageFeed.Version}.snupkg"));
        Assert.NotNull(symbols.GetEntry("lib/net10.0/DetectionSdk.Detection.pdb"));
    }

    [Fact]
    public void The_ten_lines_run_in_a_new_console_program_and_published_as_a_single_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The names of native libraries are those of Linux.");
        string program = "using DetectionSdk;\n\n" + Document.Snippet("README.md", "TenLines");
        string project = feed.Create("console", "Finds", program, "DetectionSdk");
        File.Copy(Picture, Path.Combine(project, "photo.jpg"));
        (int code, string output, string error) = PackageFeed.Run(project, "dotnet", "run");
        Assert.True(code == 0, output + error);
        Assert.Contains("car 0.", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(project, "found.json")));

        string published = Path.Combine(feed.Folder, "published");
        feed.Dotnet(
            "publish", project, "-r", "linux-x64", "--self-contained", "-p:PublishSingleFile=true", "-o", published);
        string single = Path.Combine(published, "Finds");
        Assert.Equal(output, PackageFeed.Run(project, single).Output);

        // What is missing is named in the first line, with the package that brings it.
        Assert.Contains(
            "the package DetectionSdk.Models.General brings it", FirstLineWithout("models/general.onnx"),
            StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntime", FirstLineWithout("libonnxruntime.so"), StringComparison.Ordinal);
        Assert.Contains(
            "OpenCvSharp4.official.runtime.linux-x64", FirstLineWithout("libOpenCvSharpExtern.so"),
            StringComparison.Ordinal);

        string FirstLineWithout(string file)
        {
            File.Move(Path.Combine(published, file), Path.Combine(published, "away"));
            (int failed, _, string message) = PackageFeed.Run(project, single);
            File.Move(Path.Combine(published, "away"), Path.Combine(published, file));
            Assert.NotEqual(0, failed);
            return message.Split('\n')[0];
        }
    }

    [Fact]
    public async Task Two_named_detectors_serve_in_a_new_web_program()
    {
        string program = "using DetectionSdk;\n\n" + Document.Snippet("docs/guides/packages.md", "Service");
        string project = feed.Create("web", "Serves", program, "DetectionSdk", "DetectionSdk.Models.Street");
        feed.Dotnet("build", project, "-o", Path.Combine(project, "out"));
        using Process service = PackageFeed.Start(
            feed.Folder, "dotnet", Path.Combine(project, "out", "Serves.dll"), "--urls", "http://127.0.0.1:0");
        try
        {
            using HttpClient client = new() { BaseAddress = await AddressOf(service) };
            byte[] picture = await File.ReadAllBytesAsync(Picture);
            Assert.Contains("truck", await LabelsOf(await Post(client, "general", picture)));
            Assert.Contains("car", await LabelsOf(await Post(client, "street", picture)));
            Assert.Equal(HttpStatusCode.NotFound, (await Post(client, "other", picture)).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await Post(client, "general", [1, 2, 3])).StatusCode);
        }
        finally
        {
            service.Kill();
        }
    }

    [Fact]
    public void The_tool_detects_without_libtorch_and_says_how_to_train()
    {
        feed.Dotnet(
            "tool", "install", "detsdk", "--version", PackageFeed.Version, "--tool-path",
            Path.Combine(feed.Folder, "t"));
        string tool = Path.Combine(feed.Folder, "t", OperatingSystem.IsWindows() ? "detsdk.exe" : "detsdk");
        Assert.Contains("car", PackageFeed.Run(feed.Folder, tool, "detect", Picture).Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(feed.Folder, "*torch_cpu*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(feed.Folder, "resnet18.onnx", SearchOption.AllDirectories));
    }

    private const string NameEnd = $".{PackageFeed.Version}.nupkg";

    private static async Task<HttpResponseMessage> Post(HttpClient client, string detector, byte[] picture)
    {
        using ByteArrayContent body = new(picture);
        return await client.PostAsync(detector, body);
    }

    private static async Task<IEnumerable<string?>> LabelsOf(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        using JsonDocument answer = JsonDocument.Parse(text);
        return [.. answer.RootElement.GetProperty("detections").EnumerateArray()
            .Select(found => found.GetProperty("class").GetString())];
    }

    private static async Task<Uri> AddressOf(Process service)
    {
        const string said = "Now listening on: ";
        while (await service.StandardOutput.ReadLineAsync() is { } line)
            if (line.IndexOf(said, StringComparison.Ordinal) is >= 0 and int at)
                return new Uri(line[(at + said.Length)..]);
        throw new InvalidOperationException("The service ended: " + await service.StandardError.ReadToEndAsync());
    }
}
