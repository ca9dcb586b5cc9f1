using System.Buffers.Binary;
using System.IO.Compression;
using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds;

public sealed class FrontEndBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _plain, _negative;

    public FrontEndBundleTests()
    {
        _plain = _folder.Write("runs/a/best.onnx", SuperResolutionStub.Fixed(2, blur: false));
        _negative = _folder.Write("runs/b/best.onnx", SuperResolutionStub.Negative(2));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        BundlePart[] parts =
            [new(_plain, "plain", Cost: 12.5), new(_negative, "negative", FirstFrame: 0, LastFrame: 9, Cost: 30)];
        using VarianceRouter router = new([20.25]);
        FrontEndBundle.Write(_folder.File("a.zip"), parts, router);
        FrontEndBundle.Write(_folder.File("b.zip"), parts, router);

        Assert.Equal(File.ReadAllBytes(_folder.File("a.zip")), File.ReadAllBytes(_folder.File("b.zip")));
        FrontEndBundle bundle = FrontEndBundle.Read(_folder.File("a.zip"));
        // The overlap is that of the part that looks further.
        Assert.Equal(
            (1, "super-resolution", 2, SuperResolutionStub.Radius),
            (bundle.Version, bundle.Task, bundle.Scale, bundle.Overlap));
        Assert.Equal(
            [
                new BundlePart("plain.onnx", "plain", Cost: 12.5),
                new BundlePart("negative.onnx", "negative", FirstFrame: 0, LastFrame: 9, Cost: 30)
            ],
            bundle.Parts);
        Assert.Equal([20.25], Assert.IsType<VarianceRouter>(bundle.Router).Thresholds);
        Assert.True(FrontEndBundle.IsBundle(_folder.File("a.zip")));
        Assert.True(SuperResolver.IsSuperResolver(_folder.File("a.zip")));
        Assert.False(FrontEndBundle.IsBundle(_plain));
        Assert.False(FrontEndBundle.IsBundle(_folder.File("runs")));
    }

    [Fact]
    public void A_folder_is_what_the_zip_file_in_it_was()
    {
        string zip = WriteTwo();
        ZipFile.ExtractToDirectory(zip, _folder.File("unpacked"));
        using SuperResolver packed = SuperResolver.Load(zip), unpacked = SuperResolver.Load(_folder.File("unpacked"));
        using Mat image = DetectorTests.Scenery(90, 70, 1);
        using Mat expected = packed.Upscale(image), actual = unpacked.Upscale(image);
        Assert.Equal(0, Cv2.Norm(expected, actual, NormTypes.INF));
        Assert.Equal((2, 2), (unpacked.Model.Scale, unpacked.Model.Bundle.Parts.Count));
    }

    [Fact]
    public void A_bundle_of_one_gives_what_its_file_gives_to_the_bit()
    {
        string model = _folder.Write("blur.onnx", SuperResolutionStub.Fixed(2));
        FrontEndBundle.Write(_folder.File("one.zip"), [new BundlePart(model, "blur")]);
        SuperResolverOptions options = new() { TileSize = 48 };
        using SuperResolver file = SuperResolver.Load(model, options);
        using SuperResolver bundle = SuperResolver.Load(_folder.File("one.zip"), options);
        using Mat image = DetectorTests.Scenery(130, 170, 2);
        using Mat expected = file.Upscale(image), actual = bundle.Upscale(image);
        Assert.Equal(0, Cv2.Norm(expected, actual, NormTypes.INF));
        Assert.Equal((file.Model.Scale, file.Model.Overlap), (bundle.Model.Scale, bundle.Model.Overlap));
        Assert.Equal([new BundlePart("blur.onnx", "blur")], file.Model.Bundle.Parts);
    }

    [Fact]
    public void The_frame_chooses_among_parts_for_frames()
    {
        FrontEndBundle.Write(
            _folder.File("clip.zip"),
            [new BundlePart(_plain, "start", LastFrame: 4), new BundlePart(_negative, "rest", 5, 9)]);
        using SuperResolver resolver = SuperResolver.Load(_folder.File("clip.zip"));
        using Mat image = new(4, 4, MatType.CV_8UC3, Scalar.All(55));
        byte[] levels =
        [
            .. ((long[])[0, 4, 5, 9]).Select(frame =>
            {
                using Mat enlarged = resolver.Enhance(image, new FrontEndContext(Frame: frame));
                return enlarged.At<Vec3b>(3, 3).Item0;
            })
        ];
        Assert.Equal([55, 55, 200, 200], levels);

        ImageFormatException beyond = Assert.Throws<ImageFormatException>(
            () => resolver.Enhance(image, new FrontEndContext(Frame: 10)));
        Assert.Equal(
            $"'{resolver.Model.Path}' has no part for frame 10; its parts are start (start.onnx), frames 0 to 4; "
            + "rest (rest.onnx), frames 5 to 9.",
            beyond.Message);
        Assert.Contains(
            "has no part for an image that is no frame",
            Assert.Throws<ImageFormatException>(() => resolver.Upscale(image)).Message, StringComparison.Ordinal);
    }

    private const string Two = """
        "parts":[{"file":"a.onnx","name":"a"},{"file":"b.onnx","name":"b"}]
        """;

    public static TheoryData<string, string> Refused => new()
    {
        { "", "describes no bundle of version 1" },
        { "null", "describes no bundle of version 1: it is null" },
        { "[1]", "describes no bundle of version 1" },
        { Head("", version: "2"), "bundle.json is of version 2; expected 1, which this SDK reads" },
        { Head("", version: "\"1.0\""), "bundle.json is of version 1.0; expected 1" },
        { Head("", version: "\"\\ud800\""), "describes no bundle of version 1" },
        { Head($"{Two},\"tile\":3"), "'tile' could not be mapped" },
        { Head($"{Two},\"scale\":2"), "uplicate" },
        { """{"version":1,"scale":2,"overlap":3,"parts":[]}""", "task" },
        { Head(Two, task: "denoising"), "task 'denoising'; expected 'super-resolution'" },
        { Head(Two, scale: "17"), "scale 17; expected 1 to 16" },
        { Head(Two, scale: "2.5"), "describes no bundle of version 1" },
        { Head(Two, overlap: "-1"), "overlap -1; expected 0 to 1024" },
        { Head("\"parts\":[]"), "0 parts; expected 1 to 256" },
        { Head("\"parts\":null"), "describes no bundle of version 1" },
        { Head("\"parts\":[null]"), "a part that is null" },
        { Head("\"parts\":[{\"name\":\"a\"}]"), "file" },
        { Head(Part("""{"file":"a.onnx","name":" "}""")), "a part has no name" },
        {
            Head(Part("""{"file":"../best.onnx","name":"a"}""")),
            "part 'a' is the file '../best.onnx'; expected a file name"
        },
        {
            Head(Part("""{"file":"/etc/passwd","name":"a"}""")),
            "part 'a' is the file '/etc/passwd'; expected a file name"
        },
        { Head(Part("""{"file":"..\\best.onnx","name":"a"}""")), "expected a file name without folders" },
        { Head(Part("""{"file":"..","name":"a"}""")), "expected a file name without folders" },
        { Head(Part("""{"file":"a.onnx","name":"a","firstFrame":-1}""")), "part 'a' is for the frames -1 to" },
        { Head(Part("""{"file":"a.onnx","name":"a","firstFrame":5,"lastFrame":4}""")), "for the frames 5 to 4" },
        { Head(Part("""{"file":"a.onnx","name":"a","cost":-1}""")), "part 'a' costs -1 multiply-adds" },
        { Head(Two.Replace("\"b\"", "\"a\"", StringComparison.Ordinal)), "two parts are called 'a'" },
        { Head(Two.Replace("b.onnx", "a.onnx", StringComparison.Ordinal)), "two parts are the file 'a.onnx'" },
        { Head(Two + ""","router":{"kind":"oracle"}"""), "oracle" },
        { Head(Two + ""","router":{"thresholds":[1]}"""), "describes no bundle of version 1" },
        { Head(Two + ""","router":{"kind":"variance"}"""), "thresholds" },
        { Head(Two + ""","router":{"kind":"variance","thresholds":[]}"""), "The thresholds are []" },
        {
            Head(Two + ""","router":{"kind":"variance","thresholds":[2,1]}"""),
            "The thresholds are [2, 1]; expected at least one, rising"
        },
        {
            Head(Two + ""","router":{"kind":"variance","thresholds":[1,2]}"""),
            "has 2 thresholds and so chooses among 3 parts, not 2"
        },
        { Head(Two + ""","router":{"kind":"variance","thresholds":[1]}"""), "holds no file 'b.onnx', of part 'b'" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_description_that_is_wrong_is_refused_with_what_was_found(string description, string reason)
    {
        _folder.Write("bundle/bundle.json", description);
        File.Copy(_plain, _folder.File("bundle/a.onnx"));
        ModelFormatException error = Assert.Throws<ModelFormatException>(
            () => SuperResolver.Load(_folder.File("bundle")));
        Assert.Contains(_folder.File("bundle"), error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"file":"b.onnx","name":"b"}""")]
    [InlineData("""{"file":"b.onnx","name":"b","firstFrame":7}""")]
    public void Where_parts_serve_the_same_image_a_router_chooses(string second)
    {
        _folder.Write("bundle/bundle.json", Head(Part("{\"file\":\"a.onnx\",\"name\":\"a\"}," + second)));
        File.Copy(_plain, _folder.File("bundle/a.onnx"));
        File.Copy(_negative, _folder.File("bundle/b.onnx"));
        Assert.Contains(
            "has 2 parts for the same image and no router; expected one that chooses, in bundle.json or given to "
            + "SuperResolver.Load",
            Assert.Throws<ModelFormatException>(() => SuperResolver.Load(_folder.File("bundle"))).Message,
            StringComparison.Ordinal);
        SuperResolver.Load(_folder.File("bundle"), router: new OwnRouter()).Dispose();
    }

    [Fact]
    public void Parts_of_different_scales_are_refused()
    {
        string three = _folder.Write("three.onnx", SuperResolutionStub.Fixed(3));
        Assert.Contains(
            "part 'three' enlarges by 3, the bundle by 2; expected one scale",
            Assert.Throws<ModelFormatException>(() => FrontEndBundle.Write(
                _folder.File("bad.zip"), [new BundlePart(_plain, "plain"), new BundlePart(three, "three")],
                new VarianceRouter([1]))).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("bad.zip")));

        _folder.Write("bundle/bundle.json", Head(Two + ""","router":{"kind":"variance","thresholds":[1]}"""));
        File.Copy(_plain, _folder.File("bundle/a.onnx"));
        _folder.Write("bundle/b.onnx", SuperResolutionStub.Any());
        Assert.Contains(
            "part 'b' enlarges by any scale, the bundle by 2",
            Assert.Throws<ModelFormatException>(() => SuperResolver.Load(_folder.File("bundle"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_description_and_a_path_to_nothing_are_named()
    {
        Assert.Equal(
            $"'{_folder.File("runs")}' holds no file 'bundle.json'; expected a model or a bundle.",
            Assert.Throws<ModelFormatException>(() => SuperResolver.Load(_folder.File("runs"))).Message);
        Assert.Throws<FileNotFoundException>(() => SuperResolver.Load(_folder.File("absent.zip")));
        Assert.Throws<FileNotFoundException>(() => FrontEndBundle.Read(_folder.File("absent.zip")));
    }

    [Fact]
    public void A_part_that_is_no_model_is_named_with_its_bundle()
    {
        _folder.Write("bundle/bundle.json", Head(Part("""{"file":"a.onnx","name":"a"}""")));
        _folder.Write("bundle/a.onnx", "text");
        Assert.Contains(
            Path.Combine(_folder.File("bundle"), "a.onnx"),
            Assert.Throws<ModelFormatException>(() => SuperResolver.Load(_folder.File("bundle"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_files_that_declare_too_much_are_refused_before_memory_is_taken()
    {
        string zip = WriteTwo();
        // 1 GiB and a byte in the central directory, where sizes of files lie at offset 24.
        Declare(zip, (1 << 30) + 1);
        Assert.Contains("bytes unpacked; expected at most 1073741824", Refuse(zip), StringComparison.Ordinal);
        Declare(zip, 1 << 29);
        Assert.Contains("is of 536870912 bytes; expected at most 1048576", Refuse(zip), StringComparison.Ordinal);
        Declare(zip, 1 << 20);
        Assert.Contains("cannot hold the 1048576 that it declares", Refuse(zip), StringComparison.Ordinal);
        Declare(zip, 3);
        Assert.Contains("bundle.json", Refuse(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_byte_of_a_zip_file_is_damaged_it_opens_or_is_refused_in_words()
    {
        byte[] sound = File.ReadAllBytes(WriteTwo());
        string path = _folder.File("damaged.zip");
        for (int i = 4; i < sound.Length; i += 3)
        {
            byte[] damaged = [.. sound];
            damaged[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, damaged);
            try
            {
                FrontEndBundle.Read(path);
            }
            catch (ModelFormatException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Nothing_is_written_of_a_bundle_that_would_not_open()
    {
        string path = _folder.File("bad.zip");
        Assert.Throws<FileNotFoundException>(
            () => FrontEndBundle.Write(path, [new BundlePart(_folder.File("absent.onnx"), "absent")]));
        Assert.Throws<ModelFormatException>(
            () => FrontEndBundle.Write(path, [new BundlePart(_plain, "in/a/folder")]));
        Assert.Throws<ModelFormatException>(() => FrontEndBundle.Write(path, []));
        Assert.Throws<ModelFormatException>(
            () => FrontEndBundle.Write(path, [new BundlePart(_plain, "a")], overlap: 2000));
        Assert.Contains(
            "chooses among 2 parts, not 3",
            Assert.Throws<ModelFormatException>(() => FrontEndBundle.Write(
                path, [new(_plain, "a"), new(_plain, "b"), new(_plain, "c")], new VarianceRouter([1]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(
            () => FrontEndBundle.Write(path, [new(_plain, "a"), new(_negative, "b")], new OwnRouter()));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    private static string Part(string part) => $"\"parts\":[{part}]";

    private static string Head(
        string rest, string version = "1", string task = "super-resolution", string scale = "2",
        string overlap = "3") =>
        $$"""{"version":{{version}},"task":"{{task}}","scale":{{scale}},"overlap":{{overlap}},{{rest}}}"""
            .Replace(",}", "}", StringComparison.Ordinal);

    private string WriteTwo()
    {
        string zip = _folder.File("two.zip");
        FrontEndBundle.Write(
            zip, [new BundlePart(_plain, "plain"), new BundlePart(_negative, "negative")], new VarianceRouter([100]));
        return zip;
    }

    // Of the first file, which is the description.
    private static void Declare(string zip, int size)
    {
        byte[] bytes = File.ReadAllBytes(zip);
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(directory + 24), size);
        File.WriteAllBytes(zip, bytes);
    }

    private static string Refuse(string path) =>
        Assert.Throws<ModelFormatException>(() => SuperResolver.Load(path)).Message;

    private sealed class OwnRouter : TileRouter
    {
        public override int Choose(ImageTile tile, FrontEndContext context) => 0;
    }
}
