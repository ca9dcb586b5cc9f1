using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.SuperResolution;

public sealed class SuperResolverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_network_gets_rgb_and_gives_rgb()
    {
        using SuperResolver resolver = Load(SuperResolutionStub.Fixed(2, blur: false));
        using Mat image = DetectorTests.Scenery(17, 23, 1), expected = new();
        Cv2.Resize(image, expected, new Size(46, 34), 0, 0, InterpolationFlags.Nearest);
        using Mat enlarged = resolver.Upscale(image);
        Assert.Equal((MatType.CV_8UC3, 0.0), (enlarged.Type(), Cv2.Norm(expected, enlarged, NormTypes.INF)));
    }

    [Fact]
    public void What_the_network_sees_is_the_image_or_the_tile_in_its_middle()
    {
        string model = _folder.Write("any.onnx", SuperResolutionStub.Any());
        using SuperResolver any = SuperResolver.Load(model, new SuperResolverOptions { TileSize = 64 });
        using Mat image = DetectorTests.Scenery(80, 40, 1), middle = image[new Rect(0, 8, 40, 64)];
        IReadOnlyList<NamedOnnxValue> inputs = any.Prepare(image);
        Tensor<float> pixels = inputs[0].AsTensor<float>();
        Assert.Equal("images: 1, 3, 64, 40", $"{inputs[0].Name}: {string.Join(", ", pixels.Dimensions.ToArray())}");
        Vec3b corner = middle.At<Vec3b>(63, 39);
        Assert.Equal(corner.Item2 / 255f, pixels[0, 0, 63, 39], 6);
        Assert.Equal(corner.Item0 / 255f, pixels[0, 2, 63, 39], 6);
        Assert.Equal(("size", "256, 160"), (inputs[1].Name, string.Join(", ", inputs[1].AsEnumerable<long>())));

        using SuperResolver fixedScale = Load(SuperResolutionStub.Fixed(2));
        Assert.Equal([1, 3, 80, 40], Assert.Single(fixedScale.Prepare(image)).AsTensor<float>().Dimensions.ToArray());
        using Mat empty = new();
        Assert.Throws<ImageFormatException>(() => any.Prepare(empty));
    }

    [Fact]
    public void The_metadata_is_told()
    {
        using SuperResolver resolver = Load(SuperResolutionStub.Fixed(3));
        SuperResolverInfo model = resolver.Model;
        Assert.Equal((3, 3.0, 3), (model.Scale, model.MaximumScale, model.Overlap));
        Assert.Equal(
            ("fidelity", "box", """{"effects":[]}"""), (model.Recipe, model.Architecture, model.Degradation));
        Assert.True(SuperResolver.IsSuperResolver(model.Path));
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(2, 1, 7)]
    [InlineData(3, 31, 5)]
    [InlineData(4, 101, 257)]
    [InlineData(1, 64, 300)]
    public void The_size_is_exact(int scale, int height, int width)
    {
        using SuperResolver resolver = Load(
            SuperResolutionStub.Fixed(scale), new SuperResolverOptions { TileSize = 64 });
        using Mat image = new(height, width, MatType.CV_8UC3, Scalar.All(90)), enlarged = resolver.Upscale(image);
        Assert.Equal(new Size(width * scale, height * scale), enlarged.Size());
    }

    [Theory]
    [InlineData(200, 330, 64)]
    [InlineData(65, 64, 64)]
    [InlineData(131, 257, 100)]
    [InlineData(64, 900, 16)]
    public void Tiles_give_what_the_whole_image_gives(int height, int width, int tile)
    {
        string model = _folder.Write("model.onnx", SuperResolutionStub.Fixed(2));
        using SuperResolver whole = SuperResolver.Load(
            model,
            new SuperResolverOptions
            {
                TileSize = 0,
            }), tiled = SuperResolver.Load(model, new SuperResolverOptions { TileSize = tile });
        using Mat image =
            DetectorTests.Scenery(height, width, 3), expected = whole.Upscale(image), actual = tiled.Upscale(image);
        Assert.InRange(Cv2.Norm(expected, actual, NormTypes.INF), 0, 1);
    }

    [Fact]
    public void An_understated_overlap_blends_the_seams_and_leaves_the_rest()
    {
        string model = _folder.Write(
            "model.onnx", SuperResolutionStub.Fixed(2, metadata: SuperResolutionStub.Metadata(2, overlap: 0)));
        using SuperResolver whole = SuperResolver.Load(
            model,
            new SuperResolverOptions
            {
                TileSize = 0,
            }), tiled = SuperResolver.Load(model, new SuperResolverOptions { TileSize = 64 });
        using Mat image = new(
            40, 120, MatType.CV_8UC3,
            Scalar.All(200)), expected = whole.Upscale(image), actual = tiled.Upscale(image), difference = new();
        Cv2.Absdiff(expected, actual, difference);

        // Tiles [0, 64) and [56, 120): each is black beyond its edge, so wrong up to 3 pixels inside.
        Assert.InRange(Cv2.Norm(difference, NormTypes.INF), 2, 40);
        using Mat left = difference.ColRange(0, 2 * 56), right = difference.ColRange(2 * 64, 240);
        Assert.Equal((0.0, 0.0), (Cv2.Norm(left, NormTypes.INF), Cv2.Norm(right, NormTypes.INF)));
    }

    [Theory]
    [InlineData(200, 300, 300, 450)]
    [InlineData(180, 320, 240, 400)]
    [InlineData(60, 70, 240, 280)]
    public void Tiles_of_any_scale_agree_where_pixels_share_edges(
        int height, int width, int targetHeight, int targetWidth)
    {
        string model = _folder.Write("model.onnx", SuperResolutionStub.Any());
        using SuperResolver whole = SuperResolver.Load(
            model,
            new SuperResolverOptions
            {
                TileSize = 0,
            }), tiled = SuperResolver.Load(model, new SuperResolverOptions { TileSize = 48 });
        FrontEndContext target = To(targetWidth, targetHeight);
        using Mat image = DetectorTests.Scenery(height, width, 3);
        using Mat expected = whole.Enhance(image, target), actual = tiled.Enhance(image, target);
        Assert.Equal(target.Target, actual.Size());
        Assert.InRange(Cv2.Norm(expected, actual, NormTypes.INF), 0, 1);
    }

    [Fact]
    public void Tiles_of_any_scale_are_close_where_pixels_share_no_edge()
    {
        string model = _folder.Write("model.onnx", SuperResolutionStub.Any());
        using SuperResolver whole = SuperResolver.Load(
            model,
            new SuperResolverOptions
            {
                TileSize = 0,
            }), tiled = SuperResolver.Load(model, new SuperResolverOptions { TileSize = 64 });
        using Mat row = Mat.FromPixelData(
            1, 211, MatType.CV_8UC1,
            Enumerable.Range(0, 211).Select(x => (byte)x).ToArray()), image = Cv2.Repeat(row, 199, 1);
        FrontEndContext target = To(347, 331);
        using Mat expected = whole.Enhance(image, target), actual = tiled.Enhance(image, target);
        using Mat a = expected[10, 320, 10, 337], b = actual[10, 320, 10, 337];
        // A ramp of 211 / 347 levels per output pixel; half a pixel of shift and the rounding of both.
        Assert.InRange(Cv2.Norm(a, b, NormTypes.INF), 0, 2);
    }

    [Theory]
    [InlineData(277, 416, 0.25)]
    [InlineData(401, 603, 0.25)]
    [InlineData(211, 347, 0.03)]
    public void Tiles_of_any_scale_are_hardly_shifted_where_pixels_share_no_edge_on_a_natural_scene(
        int width, int targetWidth, double largest)
    {
        string model = _folder.Write("model.onnx", SuperResolutionStub.Any());
        using SuperResolver whole = SuperResolver.Load(
            model,
            new SuperResolverOptions
            {
                TileSize = 0,
            }), tiled = SuperResolver.Load(model, new SuperResolverOptions { TileSize = 64 });
        FrontEndContext target = To(targetWidth, 160);
        using Mat image = DetectorTests.Scenery(80, width, 3);
        using Mat expected = whole.Enhance(image, target), actual = tiled.Enhance(image, target);
        Assert.InRange(LargestShift(expected, actual), 0, largest);
    }

    // In pixels along the rows, by least squares over strips of 8 columns: what was shifted by s differs by s times the
    // slope.
    private static double LargestShift(Mat expected, Mat actual)
    {
        const int strip = 8;
        using Mat before = new(), after = new();
        expected.ConvertTo(before, MatType.CV_32F);
        actual.ConvertTo(after, MatType.CV_32F);
        double[] products = new double[expected.Width / strip + 1], squares = new double[products.Length];
        int height = before.Height, width = before.Width;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<Vec3f> a = before.RowSpan<Vec3f>(y), b = after.RowSpan<Vec3f>(y);
            for (int x = 1; x < width - 1; x++)
            {
                float slope = (a[x + 1].Item1 - a[x - 1].Item1) / 2;
                products[x / strip] += (b[x].Item1 - a[x].Item1) * slope;
                squares[x / strip] += slope * slope;
            }
        }
        return products.Zip(squares, (product, square) => Math.Abs(product / square)).Max();
    }

    [Theory]
    [InlineData(100, 100, 300, 200)]
    [InlineData(100, 100, 1000, 400)]
    [InlineData(100, 100, 64, 100)]
    [InlineData(50, 160, 320, 100)]
    public void Any_scale_fits_the_input_of_the_detector(int height, int width, int side, int expectedHeight)
    {
        using SuperResolver resolver = Load(SuperResolutionStub.Any());
        FrontEndContext context = new(DetectorInput: new Size(side, side == 300 ? 200 : side));
        using Mat image = new(height, width, MatType.CV_8UC3, Scalar.All(9));
        using Mat enhanced = resolver.Enhance(image, context);
        Assert.Equal(expectedHeight, enhanced.Height);
        Assert.Equal(width * expectedHeight / height, enhanced.Width);
        using Mat largest = resolver.Upscale(image);
        Assert.Equal(new Size(4 * width, 4 * height), largest.Size());
    }

    [Fact]
    public void A_model_of_any_scale_gives_the_target_and_refuses_what_lies_beyond_its_scales()
    {
        using SuperResolver any = Load(SuperResolutionStub.Any());
        using Mat image = new(10, 20, MatType.CV_8UC3, Scalar.All(9));
        using Mat unrounded = any.Enhance(image, To(80, 42)); // 42 / 4 is rounded to 10
        Assert.Equal(new Size(80, 42), unrounded.Size());
        Assert.Throws<ArgumentOutOfRangeException>(() => any.Enhance(image, To(80, 43)));
        Assert.Contains(
            "enlarges 20 x 10 to at most 82 x 42 pixels, not to 19 x 20",
            Assert.Throws<ArgumentOutOfRangeException>(() => any.Enhance(image, To(19, 20))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_a_fixed_scale_gives_its_own_whatever_the_target()
    {
        using SuperResolver twice = Load(SuperResolutionStub.Fixed(2));
        using Mat image = new(10, 20, MatType.CV_8UC3, Scalar.All(9)), enlarged = twice.Enhance(image, To(41, 20));
        Assert.Equal(new Size(40, 20), enlarged.Size());
    }

    [Fact]
    public void The_target_comes_before_the_input_of_the_detector()
    {
        using SuperResolver any = Load(SuperResolutionStub.Any());
        using Mat image = new(10, 20, MatType.CV_8UC3, Scalar.All(9));
        using Mat enlarged = any.Enhance(image, To(30, 15) with { DetectorInput = new Size(64, 64) });
        Assert.Equal(new Size(30, 15), enlarged.Size());
    }

    private static FrontEndContext To(int width, int height) => new(Target: new Size(width, height));

    [Fact]
    public void An_image_that_would_become_too_large_is_refused()
    {
        using SuperResolver resolver = Load(
            SuperResolutionStub.Fixed(2), new SuperResolverOptions { MaximumOutputPixels = 4 * 10 * 20 });
        using Mat fits =
            new(10, 20, MatType.CV_8UC3, Scalar.All(9)), large = new(10, 21, MatType.CV_8UC3, Scalar.All(9));
        resolver.Upscale(fits).Dispose();
        Assert.Contains(
            "would become 42 x 20 = 840 pixels",
            Assert.Throws<ImageFormatException>(() => resolver.Upscale(large)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_fails_is_named_with_the_sizes()
    {
        // Looks up row 50, so that it fails on lower images as it would for want of memory.
        byte[][] nodes =
        [
            OnnxStub.Node("Gather", ["images", "row"], ["line"], OnnxStub.Attribute("axis", 2)),
            OnnxStub.Node("Add", ["images", "line"], ["enlarged"])
        ];
        using SuperResolver resolver = Load(OnnxStub.Model(
            [("images", OnnxStub.Float32, [0, 3, 0, 0])], ("enlarged", OnnxStub.Float32, [0, 3, 0, 0]),
            [OnnxStub.Tensor("row", OnnxStub.Int64, [1], OnnxStub.Bytes<long>([50]))], nodes,
            SuperResolutionStub.Metadata(1)));
        using Mat high = new(60, 20, MatType.CV_8UC3, Scalar.All(9)), low = new(10, 20, MatType.CV_8UC3, Scalar.All(9));
        resolver.Upscale(high).Dispose();
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => resolver.Upscale(low));
        Assert.StartsWith(
            $"'{resolver.Model.Path}' failed to enlarge 20 x 10 to 20 x 10 pixels; where memory is short, a smaller "
            + "SuperResolverOptions.TileSize needs less.", error.Message, StringComparison.Ordinal);
    }

    // 1000 times would be 2.4 GB.
    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_network_that_gives_another_size_is_named_before_memory_is_taken(int actual)
    {
        using SuperResolver resolver = Load(SuperResolutionStub.Fixed(2, actual: actual));
        using Mat image = new(10, 20, MatType.CV_8UC3, Scalar.All(9));
        string message = Assert.Throws<ModelFormatException>(() => resolver.Upscale(image)).Message;
        Assert.StartsWith(
            $"'{resolver.Model.Path}' does not enlarge 20 x 10 to 40 x 20 pixels, as it states, but to another shape",
            message, StringComparison.Ordinal);
        Assert.Contains($"{{1,3,{10 * actual},{20 * actual}}}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_of_images_are_those_of_the_detector_and_stay_untouched()
    {
        using SuperResolver resolver = Load(SuperResolutionStub.Fixed(2, blur: false));
        using Mat grey = new(4, 5, MatType.CV_8UC1, Scalar.All(77)), enlarged = resolver.Upscale(grey), empty = new();
        Assert.Equal(new Vec3b(77, 77, 77), enlarged.At<Vec3b>(7, 9));
        Assert.Throws<ImageFormatException>(() => resolver.Upscale(empty));
        using Mat image = DetectorTests.Scenery(30, 40, 1), copy = image.Clone();
        resolver.Upscale(image).Dispose();
        Assert.Equal(0, Cv2.Norm(image, copy));
    }

    [Fact]
    public void Eight_threads_get_what_one_gets()
    {
        using SuperResolver resolver = Load(SuperResolutionStub.Fixed(2), new SuperResolverOptions { TileSize = 48 });
        Mat[] images = [.. Enumerable.Range(0, 8).Select(i => DetectorTests.Scenery(40 + 5 * i, 90 - 4 * i, i))];
        Mat[] expected = [.. images.Select(resolver.Upscale)];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using Mat enlarged = resolver.Upscale(images[i % 8]);
            Assert.Equal(0, Cv2.Norm(expected[i % 8], enlarged, NormTypes.INF));
        });
        foreach (Mat image in (Mat[])[.. images, .. expected]) image.Dispose();
    }

    [Fact]
    public void A_disposed_one_says_so()
    {
        SuperResolver resolver = Load(SuperResolutionStub.Fixed(2));
        resolver.Dispose();
        resolver.Dispose();
        using Mat image = new(4, 5, MatType.CV_8UC3, Scalar.All(1));
        Assert.Throws<ObjectDisposedException>(() => resolver.Upscale(image));
    }

    [Fact]
    public void Options_have_the_documented_defaults_and_are_checked()
    {
        SuperResolverOptions options = new();
        Assert.Equal(
            ((int?)null, 64L << 20, ExecutionProvider.Auto, 0, true), (
                options.TileSize, options.MaximumOutputPixels, options.Provider, options.Threads, options.Spinning));
        Assert.StartsWith(
            "SuperResolverOptions.TileSize must be at least 16.",
            Assert.ThrowsAny<ArgumentException>(() => Load([], new() { TileSize = 8 })).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "SuperResolverOptions.MaximumOutputPixels must be at least 1.",
            Assert.ThrowsAny<ArgumentException>(() => Load([], new() { MaximumOutputPixels = 0 })).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "SuperResolverOptions.Threads must be at least 0.",
            Assert.ThrowsAny<ArgumentException>(() => Load([], new() { Threads = -1 })).Message,
            StringComparison.Ordinal);
    }

    private SuperResolver Load(byte[] model, SuperResolverOptions? options = null) =>
        SuperResolver.Load(_folder.Write($"{Guid.NewGuid()}.onnx", model), options);
}
