using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>What a super-resolution run starts from.</summary>
internal static class SuperResolutionStart
{
    /// <exception cref="TrainingException">
    /// There is no such run to start from, or it has another network; or there is no such detector.
    /// </exception>
    public static TrainingState<FrontEndNetwork> State(SuperResolutionTrainerOptions options)
    {
        return new TrainingState<FrontEndNetwork>(
            options, () => Build(options), Prepare, options.DetectorLearningShare);

        HashSet<string> Prepare(FrontEndNetwork network, FrontEndNetwork average)
        {
            network.Enlarger.Precision = options.Precision;
            if (network.Detector is { } detector) detector.Precision = options.Precision;
            if (options.InitialWeights is { } run) Copy(run, network.Enlarger, average.Enlarger);
            return
            [
                .. network.named_parameters()
                    .Select(named => named.name).Where(name => name.StartsWith("detector.", StringComparison.Ordinal))
            ];
        }
    }

    private static FrontEndNetwork Build(SuperResolutionTrainerOptions options) => new(
        SuperResolutionNetwork.Create(options.Network),
        options.Recipe == SuperResolutionRecipe.Joint ? TrainedNetwork.Load(options.Detector!).Network : null);

    private static void Copy(string run, params SuperResolutionNetwork[] targets)
    {
        using TrainedSuperResolution source = TrainedSuperResolution.Load(run);
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> known = source.Network.state_dict();
        foreach ((string name, Tensor values) in targets.SelectMany(target => target.state_dict()))
        {
            if (!known.TryGetValue(name, out Tensor? stored) || !stored.shape.SequenceEqual(values.shape))
                throw new TrainingException(
                    $"The run in '{run}' has another network: '{name}' is "
                    + $"{(stored is null ? "absent" : string.Join('x', stored.shape))}; expected "
                    + $"{string.Join('x', values.shape)}.");
            values.copy_(stored);
        }
    }
}
