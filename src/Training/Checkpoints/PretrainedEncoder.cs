using System.Runtime.InteropServices;
using DetectionSdk.Onnx;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Starts an encoder from the weights of a ResNet-18 in an ONNX file, whoever wrote it: convolutions are taken in the
/// order of the graph, those of the shortcuts (1x1) apart from the others, each with the batch normalisation that
/// follows it or that was folded into it.
/// </summary>
internal static class PretrainedEncoder
{
    /// <summary>
    /// CNTK's ResNets read BGR of 0 to 255 less its mean; all others are taken to read RGB normalised as
    /// <see cref="AerisNetwork"/> does.
    /// </summary>
    private const string Cntk = "CNTK";

    private const double FoldedVariance = 1 - BatchNormalization.Epsilon;

    /// <summary>
    /// Copies the weights into the networks, and returns which parameters and normalisations were read.
    /// </summary>
    /// <exception cref="TrainingException">
    /// The file cannot be read, or is no ResNet-18 of the encoder's width.
    /// </exception>
    public static PretrainedParts Load(string path, params AerisNetwork[] networks) =>
        Load(path, [.. networks.Select(network => ((nn.Module)network, network.Encoder))]);

    /// <summary>The same for any networks with such an encoder.</summary>
    public static PretrainedParts Load(string path, (nn.Module Network, ResidualEncoder Encoder)[] networks)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        ModelProto model = Parse(path);
        IReadOnlyList<LearnedLayer> layers = Read(model, path);
        if (model.ProducerName == Cntk && layers.Count > 0)
            layers = [layers[0] with { Weight = FromCntkInput(layers[0].Weight) }, .. layers.Skip(1)];
        foreach ((_, ResidualEncoder encoder) in networks.Skip(1)) Copy(layers, encoder, path);
        return PartsOf(networks[0], Copy(layers, networks[0].Encoder, path));
    }

    private static ModelProto Parse(string path)
    {
        ImageNetEncoder.Require(path);
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            throw new TrainingException(
                $"The encoder's weights '{path}' cannot be read as an ONNX model: {error.Message}", error);
        }
    }

    /// <returns>How many of the encoder's layers were read: all, or all but those of the last stage.</returns>
    private static int Copy(IReadOnlyList<LearnedLayer> layers, ResidualEncoder encoder, string path)
    {
        Queue<LearnedLayer> shortcuts =
            new(layers.Where(layer => layer.IsShortcut)), others = new(layers.Where(layer => !layer.IsShortcut));
        (Convolution Convolution, BatchNormalization Normalization)[] own = [.. encoder.Layers];
        for (int i = 0; i < own.Length; i++)
        {
            long[] expected = own[i].Convolution.Weight.shape;
            bool found = (expected[2] == 1 ? shortcuts : others).TryDequeue(out LearnedLayer? layer);
            if (found && layer!.Weight.shape.SequenceEqual(expected))
                layer.CopyTo(own[i].Convolution, own[i].Normalization);
            else if (i < own.Length - encoder.LastStageLayers)
                throw new TrainingException(
                    $"'{path}' is no ResNet-18 of this network's width: convolution {i} is "
                    + $"{(found ? string.Join('x', layer!.Weight.shape) : "absent")}; expected "
                    + $"{string.Join('x', expected)}.");
            else
                return i;
        }

        return own.Length;
    }

    private static PretrainedParts PartsOf((nn.Module Network, ResidualEncoder Encoder) of, int layers)
    {
        (Convolution Convolution, BatchNormalization Normalization)[] read = [.. of.Encoder.Layers.Take(layers)];
        HashSet<nint> parameters =
        [
            .. read.SelectMany(layer => new[]
            {
                layer.Convolution.Weight.Handle, layer.Normalization.Weight.Handle, layer.Normalization.Bias.Handle,
            }),
        ];
        HashSet<nn.Module> normalizations = [.. read.Select(layer => layer.Normalization)];
        return PretrainedParts.Of(
            of.Network.named_parameters().Where(named => parameters.Contains(named.parameter.Handle))
                .Select(named => named.name),
            of.Network.named_modules().Where(named => normalizations.Contains(named.module))
                .Select(named => named.name));
    }

    /// <summary>
    /// x' = 255 (d z + m) - mean, with z our normalised input: the weights take the factor; the means differ by half a
    /// grey level.
    /// </summary>
    private static Tensor FromCntkInput(Tensor weight)
    {
        using Scalar levels = 255f;
        return weight.flip(1).mul(tensor(AerisNetwork.StandardDeviation).view(1, 3, 1, 1)).mul(levels);
    }

    private static List<LearnedLayer> Read(ModelProto model, string path)
    {
        Dictionary<string, TensorProto> constants = model.Graph.Initializer.ToDictionary(constant => constant.Name);
        ILookup<string, NodeProto> normalizations = model.Graph.Node.Where(node => node.OpType == "BatchNormalization")
            .ToLookup(node => node.Input[0]);
        List<LearnedLayer> layers = [];
        foreach (NodeProto node in
            model.Graph.Node.Where(node => node.OpType == "Conv" && constants.ContainsKey(node.Input[1])))
        {
            Tensor weight = Constant(node.Input[1]);
            Tensor[] values = normalizations[node.Output[0]].FirstOrDefault() is { } normalization
                ? [.. normalization.Input.Skip(1).Select(Constant)]
                : Folded(weight.shape[0], node.Input.Count > 2 ? Constant(node.Input[2]) : null);
            layers.Add(new LearnedLayer(weight, values[0], values[1], values[2], values[3]));
        }

        return layers;

        Tensor Constant(string name) => constants.TryGetValue(name, out TensorProto? constant)
            ? ToTensor(constant, path)
            : throw new TrainingException(
                $"'{path}' computes '{name}'; expected a constant. Fold constants when exporting the model.");
    }

    private static Tensor[] Folded(long channels, Tensor? bias)
    {
        using Scalar variance = FoldedVariance;
        return [ones(channels), bias ?? zeros(channels), zeros(channels), full([channels], variance)];
    }

    private static Tensor ToTensor(TensorProto constant, string path)
    {
        if (constant.DataType != (int)TensorProto.Types.DataType.Float)
            throw new TrainingException(
                $"'{path}' stores '{constant.Name}' as ONNX data type {constant.DataType}; expected single "
                + "precision (1).");
        float[] values = constant.HasRawData
            ? MemoryMarshal.Cast<byte, float>(constant.RawData.Span).ToArray()
            : [.. constant.FloatData];
        return tensor(values, [.. constant.Dims]);
    }

    private sealed record LearnedLayer(Tensor Weight, Tensor Scale, Tensor Shift, Tensor Mean, Tensor Variance)
    {
        public bool IsShortcut => Weight.shape[2] == 1;

        public void CopyTo(Convolution convolution, BatchNormalization normalization)
        {
            convolution.Weight.copy_(Weight);
            normalization.Weight.copy_(Scale);
            normalization.Bias.copy_(Shift);
            normalization.RunningMean.copy_(Mean);
            normalization.RunningVariance.copy_(Variance);
        }
    }
}
