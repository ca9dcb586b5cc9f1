using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a training starts from where it does not start from random weights: the encoder of an ONNX file, or the network
/// of a former run.
/// </summary>
internal static class InitialWeights
{
    /// <summary>
    /// Copies weights into the networks, and returns which of the encoder's parameters, and which normalisations, were.
    /// </summary>
    /// <param name="path">
    /// An ONNX file, see <see cref="PretrainedEncoder"/>, or the folder of a run; of that, what has the same name and
    /// shape is taken.
    /// </param>
    /// <param name="networks">Networks of one architecture.</param>
    /// <exception cref="TrainingException">There is no such file or run, or its encoder has another width.</exception>
    public static PretrainedParts Load(string path, params AerisNetwork[] networks)
    {
        if (!Directory.Exists(path)) return PretrainedEncoder.Load(path, networks);
        using TrainedNetwork source = TrainedNetwork.Load(path);
        using IDisposable noGradient = no_grad();
        foreach (AerisNetwork network in networks) Copy(source.Network, network, path);
        HashSet<string> known = [.. source.Network.state_dict().Keys];
        return PretrainedParts.Of(
            networks[0].named_parameters().Select(named => named.name)
                .Where(name => name.StartsWith("encoder.", StringComparison.Ordinal)),
            networks[0].named_modules()
                .Where(named => named.module is BatchNormalization && known.Contains($"{named.name}.running_mean"))
                .Select(named => named.name));
    }

    private static void Copy(AerisNetwork source, AerisNetwork target, string path)
    {
        Dictionary<string, Tensor> known = source.state_dict();
        foreach ((string name, Tensor values) in target.state_dict())
        {
            if (known.TryGetValue(name, out Tensor? stored) && stored.shape.SequenceEqual(values.shape))
                values.copy_(stored);
            else if (name.StartsWith("encoder.", StringComparison.Ordinal))
                throw new TrainingException(
                    $"The run in '{path}' has another encoder: '{name}' is "
                    + $"{(stored is null ? "absent" : string.Join('x', stored.shape))}; expected "
                    + $"{string.Join('x', values.shape)}.");
        }
    }
}
