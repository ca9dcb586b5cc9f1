using System.Runtime.InteropServices;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using OpenCvSharp.Dnn;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training.Tests;

public sealed class DetectorExporterTests : IDisposable
{
    private static readonly string[] Names = ["bus", "driver's seat", "a\\b"];
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 32, 32)]
    [InlineData(3, 64, 160)]
    [InlineData(1, 416, 320)]
    public void OnnxRuntime_computes_what_the_network_computes(int batch, int height, int width)
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Trained();
        string path = Export(network);
        Tensor images = rand(batch, 3, height, width);
        Tensor expected = CenterDecoder.Decode(network.call(images, null));
        Tensor actual = RunOnnxRuntime(path, images);
        Assert.Equal([batch, 4 + Names.Length, height / 4 * (width / 4)], actual.shape);
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-4));
    }

    [Theory]
    [InlineData(1, 64, 96)]
    [InlineData(2, 64, 96)]
    [InlineData(1, 160, 128)] // another size than the declared one: OpenCV does not mind once it is loaded
    public void OpenCv_computes_what_the_network_computes(int batch, int height, int width)
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Trained();
        string path = Path.Combine(_folder, "fixed.onnx");
        DetectorExporter.Export(
            network, Names, path, new DetectorExportOptions { InputSize = new Size(96, 64), DynamicSize = false });
        Tensor images = rand(batch, 3, height, width);
        Tensor expected = CenterDecoder.Decode(network.call(images, null));
        Tensor actual = RunOpenCv(path, images);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-3));
    }

    [Fact]
    public void The_detector_finds_what_the_network_sees_at_the_images_own_size()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Trained();
        using Mat image = Noise(height: 64, width: 96);
        const float confidence = 0.4f;
        using Detector detector = Detector.Load(
            Export(network),
            new DetectorOptions
            {
                Confidence = confidence,
                Iou = 1,
                MaximumDetections = 1000,
                Provider = ExecutionProvider.Cpu,
            });

        IReadOnlyList<DetectedObject> found = detector.Detect(image).Objects;

        DetectedObject[] expected =
        [
            .. Expected(CenterDecoder.Decode(network.call(ToTensor(image), null))[0], image.Size())
                .Where(item => item.Score >= confidence).OrderByDescending(item => item.Score)
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(item => item.Label), found.Select(item => item.Label));
        foreach ((DetectedObject item, DetectedObject actual) in expected.Zip(found))
        {
            Assert.Equal(item.Score, actual.Score, 1e-4f);
            Assert.Equal(item.Box.Left, actual.Box.Left, 1e-2);
            Assert.Equal(item.Box.Bottom, actual.Box.Bottom, 1e-2);
        }
    }

    [Fact]
    public void The_metadata_are_those_of_Ultralytics()
    {
        using AerisNetwork network = Trained();
        string path = Path.Combine(_folder, "model.onnx");
        DetectorExporter.Export(
            network, Names, path,
            new DetectorExportOptions
            {
                InputSize = new Size(416, 320),
                Description = "Vehicles",
                Author = "A workshop",
                License = "CC BY 4.0",
                ScaleUp = true,
                EnlargeTo = 96,
                Denoise = true,
            });
        using var session = new InferenceSession(path);
        Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal("""{0: 'bus', 1: "driver's seat", 2: 'a\\b'}""", metadata["names"]);
        Assert.Equal(
            ("32", "detect", "[320, 416]", "1", "True"),
            (metadata["stride"], metadata["task"], metadata["imgsz"], metadata["batch"], metadata["scaleup"]));
        Assert.Equal(("96", "True"), (metadata["enlarge-to"], metadata["denoise"]));
        Assert.Equal(
            ("Vehicles", "A workshop", "CC BY 4.0"),
            (metadata["description"], metadata["author"], metadata["license"]));
        Assert.Equal([-1, 3, -1, -1], session.InputMetadata["images"].Dimensions);
        Assert.Equal([-1, 7, -1], session.OutputMetadata["output0"].Dimensions);
    }

    [Fact]
    public void Nobody_s_name_and_licence_are_written_unless_given()
    {
        using AerisNetwork network = Trained();
        using var session = new InferenceSession(Export(network));
        Assert.DoesNotContain(session.ModelMetadata.CustomMetadataMap.Keys, key => key is "author" or "license");
    }

    [Fact]
    public void A_fixed_size_is_declared()
    {
        using AerisNetwork network = Trained();
        string path = Path.Combine(_folder, "fixed.onnx");
        DetectorExporter.Export(
            network, Names, path, new DetectorExportOptions { InputSize = new Size(96, 64), DynamicSize = false });
        using var session = new InferenceSession(path);
        Assert.Equal([-1, 3, 64, 96], session.InputMetadata["images"].Dimensions);
        Assert.Equal([-1, 7, 16 * 24], session.OutputMetadata["output0"].Dimensions);
    }

    [Fact]
    public void The_graph_folds_normalisation_and_leaves_the_decoder_out()
    {
        using AerisNetwork network = Trained();
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Export(network)));
        Dictionary<string, int> operators = model.Graph.Node.GroupBy(node => node.OpType)
            .ToDictionary(group => group.Key, group => group.Count());
        // ResNet-18: 17 convolutions and 3 projections; neck 4; head 6; cell coordinates 1.
        Assert.Equal(31, operators["Conv"]);
        Assert.Equal(3, operators["Resize"]);
        Assert.Equal(8, operators["Add"] - 1); // one per residual block, and the cells' coordinates
        Assert.DoesNotContain("BatchNormalization", operators.Keys);
        Assert.Equal(
            [
                "Add", "Concat", "Conv", "CumSum", "Div", "MaxPool", "Mul", "Relu", "Reshape", "Resize", "Sigmoid",
                "Sign", "Sub"
            ], operators.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((8, 13), (model.IrVersion, model.OpsetImport.Single().Version));
    }

    [Fact]
    public void Exporting_leaves_mode_and_precision_of_the_network()
    {
        using AerisNetwork network = Trained();
        network.train();
        network.Precision = Precision.Mixed;
        Export(network);
        Assert.True(network.training);
        Assert.Equal(Precision.Mixed, network.Precision);
    }

    [Fact]
    public void The_same_network_gives_the_same_file()
    {
        using AerisNetwork network = Trained();
        byte[] first = File.ReadAllBytes(Export(network));
        Assert.Equal(first, File.ReadAllBytes(Export(network)));
    }

    [Fact]
    public void A_network_that_is_not_finite_is_refused_and_the_old_file_stays()
    {
        using AerisNetwork network = Trained();
        string path = Export(network);
        byte[] before = File.ReadAllBytes(path);
        using (no_grad())
            network.get_parameter("encoder.bn1.bias")!.fill_(float.NaN);
        var failure = Assert.Throws<ModelExportException>(() => Export(network));
        Assert.Contains("not finite", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_model_that_computes_something_else_is_refused()
    {
        using AerisNetwork network = Trained();
        byte[] model = File.ReadAllBytes(Export(network));
        using (no_grad())
            network.get_parameter("head.size.2.bias")!.fill_(1.01f);
        var failure = Assert.Throws<ModelExportException>(
            () => DetectorExporter.RequireParity(network, model, "street.onnx", [[1, 3, 32, 32]]));
        Assert.Contains(
            "'street.onnx' was not written: ONNX Runtime and the network differ by ", failure.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0005f, false)] // of a logit: 1e-4 of a score, as a nearly untrained network differs
    [InlineData(0.05f, true)]
    public void Rounding_is_no_fault_and_another_weight_is(float shift, bool refused)
    {
        using AerisNetwork network = Trained();
        byte[] model = File.ReadAllBytes(Export(network));
        using TorchSharp.Scalar held = shift, one = 1f;
        using (no_grad()) network.get_parameter("head.heatmap.2.bias")!.add_(held, one);
        Exception? found = Record.Exception(
            () => DetectorExporter.RequireParity(network, model, "street.onnx", [[1, 3, 32, 32]]));
        Assert.Equal(refused, found is ModelExportException);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "b", "")]
    [InlineData("a", "b", "a")]
    public void Class_names_must_fit_the_network(params string[] names)
    {
        using AerisNetwork network = Trained();
        Assert.Throws<ArgumentException>(
            "classNames", () => DetectorExporter.Export(network, names, Path.Combine(_folder, "model.onnx")));
    }

    [Fact]
    public void Input_sizes_must_be_multiples_of_32()
    {
        using AerisNetwork network = Trained();
        var options = new DetectorExportOptions { InputSize = new Size(640, 500) };
        Assert.Throws<ArgumentOutOfRangeException>(
            "InputSize", () => DetectorExporter.Export(network, Names, Path.Combine(_folder, "model.onnx"), options));
    }

    /// <summary>
    /// A small network whose statistics, shifts and maps differ from their initial values, as training leaves them.
    /// </summary>
    private static AerisNetwork Trained()
    {
        AerisNetwork network = AerisNetworkTests.Create(0.125, RestorationKind.Arbitrary, Names.Length);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (Tensor statistics in network.buffers())
            statistics.add_(rand_like(statistics));
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal) || name.EndsWith(".2.weight", StringComparison.Ordinal))
                parameter.add_(rand_like(parameter) - 0.3);
        network.eval();
        return network;
    }

    /// <summary>
    /// The best class of each cell of a decoded output (4 + classes, N), clipped to the image; boxes without area are
    /// none.
    /// </summary>
    private static IEnumerable<DetectedObject> Expected(Tensor decoded, Size image)
    {
        float[,] values = new float[decoded.shape[0], decoded.shape[1]];
        Buffer.BlockCopy(decoded.data<float>().ToArray(), 0, values, 0, values.Length * sizeof(float));
        for (int cell = 0; cell < values.GetLength(1); cell++)
        {
            int best = Enumerable.Range(0, Names.Length).MaxBy(name => values[4 + name, cell]);
            (float x, float y, float width, float height) =
                (values[0, cell], values[1, cell], values[2, cell], values[3, cell]);
            Rect2d box = new Rect2d(x - (width / 2), y - (height / 2), width, height) & new Rect2d(
                0, 0, image.Width, image.Height);
            if (box.Width > 0 && box.Height > 0)
                yield return new DetectedObject(box, best, Names[best], values[4 + best, cell]);
        }
    }

    private static Mat Noise(int height, int width)
    {
        var image = new Mat(height, width, MatType.CV_8UC3);
        byte[] pixels = new byte[height * width * 3];
        new Random(5).NextBytes(pixels);
        Marshal.Copy(pixels, 0, image.Data, pixels.Length);
        return image;
    }

    /// <summary>BGR bytes to RGB in [0, 1], (1, 3, H, W).</summary>
    private static Tensor ToTensor(Mat image)
    {
        using Mat blob = CvDnn.BlobFromImage(image, 1 / 255.0, swapRB: true)!;
        return FromBlob(blob);
    }

    private static Tensor FromBlob(Mat blob)
    {
        float[] values = new float[blob.Total()];
        Marshal.Copy(blob.Data, values, 0, values.Length);
        return tensor(values).view([.. Enumerable.Range(0, blob.Dims).Select(axis => (long)blob.Size(axis))]);
    }

    private string Export(AerisNetwork network)
    {
        string path = Path.Combine(_folder, "model.onnx");
        DetectorExporter.Export(network, Names, path);
        return path;
    }

    private static Tensor RunOnnxRuntime(string path, Tensor images)
    {
        using var session = new InferenceSession(path);
        var input = new DenseTensor<float>(images.data<float>().ToArray(), [.. images.shape.Select(size => (int)size)]);
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("images", input)]);
        var result = (DenseTensor<float>)outputs[0].AsTensor<float>();
        return tensor(result.Buffer.ToArray()).view([.. result.Dimensions.ToArray().Select(size => (long)size)]);
    }

    private static Tensor RunOpenCv(string path, Tensor images)
    {
        using Net net = CvDnn.ReadNetFromOnnx(path)!;
        float[] pixels = images.data<float>().ToArray();
        using Mat blob = Mat.FromPixelData([.. images.shape.Select(size => (int)size)], MatType.CV_32F, pixels);
        net.SetInput(blob);
        using Mat result = net.Forward();
        return FromBlob(result);
    }
}
