using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DetectionSdk.Onnx.TensorProto.Types.DataType;

namespace DetectionSdk.Training;

/// <summary>Networks of one graph whose weights lie between those of others.</summary>
internal static class WeightMix
{
    /// <summary>A copy of a model with weights between those of another (share 0) and its own (1).</summary>
    public static OnnxModel Between(OnnxModel other, OnnxModel model, double share)
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchSharp.Scalar part = share;
        OnnxModel mixed = OnnxModel.Parse(model.ToBytes(), model.Name);
        Dictionary<string, TensorProto> before = other.Graph.Initializer.ToDictionary(constant => constant.Name);
        foreach (TensorProto constant in mixed.Graph.Initializer)
        {
            TensorProto origin = before[constant.Name];
            if (constant.Equals(origin)) continue;
            Tensor from = origin.ToTensor(other.Name), to = constant.ToTensor(model.Name);
            constant.SetValues(share == 1 ? to : from.add(to.sub(from), part));
        }
        return mixed;
    }

    /// <summary>
    /// A copy of the first model with the mean of all weights (model soups, Wortsman et al., ICML 2022,
    /// arXiv 2203.05482). Networks that started from one and saw its pictures in another order lie around a better one.
    /// </summary>
    /// <exception cref="ModelExportException">A graph differs from the first in more than its weights.</exception>
    public static OnnxModel Mean(IReadOnlyList<OnnxModel> models)
    {
        OnnxModel mean = models[0];
        for (int seen = 1; seen < models.Count; seen++)
        {
            if (!IsAlike(mean.Graph, models[seen].Graph))
                throw new ModelExportException(
                    $"'{models[seen].Name}' differs from '{mean.Name}' in more than its weights; expected runs that "
                    + "started from one detector.");
            mean = Between(models[seen], mean, seen / (seen + 1.0));
        }
        return mean;
    }

    private static bool IsAlike(GraphProto one, GraphProto other) =>
        one.Node.Equals(other.Node) && one.Initializer.Count == other.Initializer.Count
        && one.Initializer.Zip(other.Initializer).All(pair => IsAlike(pair.First, pair.Second));

    private static bool IsAlike(TensorProto one, TensorProto other) =>
        one.Equals(other)
        || (one.Name == other.Name && one.DataType == other.DataType && one.Dims.Equals(other.Dims)
            && (DataType)one.DataType is DataType.Float or DataType.Float16 or DataType.Double);
}
