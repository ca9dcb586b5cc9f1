using DetectionSdk.Imaging;
using DetectionSdk.Onnx;
using MathNet.Numerics.Statistics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// What layers of an ONNX network compute of pictures. A super-resolution model sees RGB in [0, 1], a segmenter the
/// same extended to its stride, a detector what <see cref="Detector.Prepare"/> gives. Not thread-safe.
/// </summary>
public sealed class LayerFeatures : IDisposable
{
    private const int SpreadLayers = 5;

    private const string Images = "images", Size = "size";

    private readonly TensorTap _tap;
    private readonly string[] _tensors;
    private readonly Func<Mat, IReadOnlyCollection<NamedOnnxValue>> _prepare;
    private readonly Detector? _detector;

    private LayerFeatures(OnnxModel model, IReadOnlyList<string> layers, Detector? detector, int stride)
    {
        Layers = layers;
        _detector = detector;
        _prepare = detector is null ? picture => Planes(picture, model.Graph, stride) : detector.Prepare;
        _tensors = [.. layers.Select(layer => model.OutputOf(layer))];
        _tap = new TensorTap(model, _tensors);
    }

    /// <summary>Names of the layers, in the order in which their features are given.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>Opens a network.</summary>
    /// <param name="path">A super-resolution model, a segmenter or a detector, as ONNX.</param>
    /// <param name="layers">
    /// Names of nodes, or of their outputs; none: five convolutions from the first to the last, evenly spread.
    /// </param>
    /// <param name="randomSeed">
    /// Draws the weights anew by this seed (<see cref="RandomWeights"/>); null: those of the file.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DetectionSdkException">
    /// It is no model of these kinds, has no such layer, or takes more than a picture.
    /// </exception>
    public static LayerFeatures Open(string path, IReadOnlyList<string>? layers = null, long? randomSeed = null)
    {
        OnnxModel model = OnnxModel.Load(path);
        if (randomSeed is { } seed) RandomWeights.Draw(model, seed);
        int? stride = SuperResolver.IsSuperResolver(path) ? 1 : Segmenter.IsSegmenter(path) ? StrideOf(path) : null;
        if (stride is not null) RequirePicturesAlone(model);
        Detector? detector = stride is null ? Detector.Load(path) : null;
        try
        {
            return new LayerFeatures(
                model, layers is null or { Count: 0 } ? Spread(model) : layers, detector, stride ?? 1);
        }
        catch
        {
            detector?.Dispose();
            throw;
        }
    }

    /// <summary>Every number that a layer computes of a picture, in the order of its tensor.</summary>
    /// <param name="picture">8-bit BGR; only read.</param>
    /// <returns>One array per layer; of pictures of one size they have one length.</returns>
    public IReadOnlyList<float[]> Flat(Mat picture) => Compute(picture, tensor => tensor.ToArray());

    /// <summary>Mean and standard deviation of every channel of a layer, whatever the picture's size.</summary>
    /// <inheritdoc cref="Flat" path="/param"/>
    /// <returns>One array per layer: all means, then all deviations.</returns>
    public IReadOnlyList<float[]> ChannelStatistics(Mat picture) => Compute(picture, StatisticsOf);

    /// <summary>Frees the network.</summary>
    public void Dispose()
    {
        _tap.Dispose();
        _detector?.Dispose();
    }

    private float[][] Compute(Mat picture, Func<DenseTensor<float>, float[]> read)
    {
        float[][] features = new float[_tensors.Length][];
        _tap.Look(_prepare(picture), (name, tensor) => features[Array.IndexOf(_tensors, name)] = read(tensor));
        return features;
    }

    private static float[] StatisticsOf(DenseTensor<float> tensor)
    {
        int channels = tensor.Dimensions[1];
        (double Mean, double Deviation)[] each =
        [
            .. tensor.ToArray().Chunk((int)tensor.Length / channels)
                .Select(channel => (channel.Mean(), channel.PopulationStandardDeviation()))
        ];
        return [.. each.Select(channel => (float)channel.Mean), .. each.Select(channel => (float)channel.Deviation)];
    }

    private static void RequirePicturesAlone(OnnxModel model)
    {
        HashSet<string> known = [Images, Size, .. model.Graph.Initializer.Select(constant => constant.Name)];
        if (model.Graph.Input.FirstOrDefault(input => !known.Contains(input.Name)) is { } further)
            throw new StudyException(
                $"'{model.Name}' takes '{further.Name}' beside the picture; expected a network of pictures alone.");
    }

    // A network for any size is asked for the picture's own.
    private static IReadOnlyCollection<NamedOnnxValue> Planes(Mat picture, GraphProto graph, int stride)
    {
        using Mat extended = picture.CopyMakeBorder(
            0, Missing(picture.Height, stride), 0, Missing(picture.Width, stride), BorderTypes.Replicate);
        using Mat planes = RgbPlanes.FromImage(extended);
        int[] shape = [1, RgbPlanes.Channels, extended.Height, extended.Width];
        DenseTensor<float> images = new(planes.AsSpan<float>().ToArray(), shape);
        DenseTensor<long> size = new(new long[] { picture.Height, picture.Width }, [2]);
        NamedOnnxValue[] inputs =
            [NamedOnnxValue.CreateFromTensor(Images, images), NamedOnnxValue.CreateFromTensor(Size, size)];
        return [.. inputs.Where(input => graph.Input.Any(known => known.Name == input.Name))];
    }

    private static int Missing(int side, int stride) => (stride - side % stride) % stride;

    private static int StrideOf(string segmenter)
    {
        using Segmenter opened = Segmenter.Load(
            segmenter, new SegmenterOptions { Provider = ExecutionProvider.Cpu });
        return opened.Model.Stride;
    }

    private static string[] Spread(OnnxModel model)
    {
        string[] all = [.. model.Graph.Node.Where(node => node.OpType == "Conv").Select(node => node.Output[0])];
        if (all.Length == 0)
            throw new StudyException($"'{model.Name}' has no convolution; name the layers to look at.");
        return
        [
            .. Enumerable.Range(0, SpreadLayers).Select(i => all[i * (all.Length - 1) / (SpreadLayers - 1)]).Distinct()
        ];
    }
}
