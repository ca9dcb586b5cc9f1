using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>The network of a finished super-resolution run. Owns the network.</summary>
public sealed class TrainedSuperResolution : IDisposable
{
    private TrainedSuperResolution(SuperResolutionNetwork network, SuperResolutionRecipe recipe)
    {
        Network = network;
        Recipe = recipe;
    }

    /// <summary>The network, on the CPU.</summary>
    public SuperResolutionNetwork Network { get; }

    /// <summary>What the run was trained with.</summary>
    public SuperResolutionRecipe Recipe { get; }

    /// <summary>Loads the network of a run: averaged weights of its end.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <exception cref="TrainingException">
    /// The folder holds no super-resolution run, or an unfinished one, or damaged files.
    /// </exception>
    public static TrainedSuperResolution Load(string folder)
    {
        (RunFolder run, _, SuperResolutionRecipe recipe) = RunFolder.Open<SuperResolutionRecipe>(folder);
        if (!File.Exists(run.BestWeights))
            throw new TrainingException($"'{run.BestWeights}' is absent: the run has not reached its end.");
        SuperResolutionNetwork network = SuperResolutionNetwork.Create(recipe.Network);
        try
        {
            using SafeTensorFile file = SafeTensors.Read(run.BestWeights);
            file.CopyTo(
                network.state_dict().ToDictionary(named => $"enlarger.{named.Key}", named => named.Value),
                run.BestWeights);
            return new TrainedSuperResolution(network, recipe);
        }
        catch (Exception error)
        {
            network.Dispose();
            if (error is InvalidDataException or IOException) throw new TrainingException(error.Message, error);
            throw;
        }
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    /// <summary>Copies the weights of a run into networks of the same architecture.</summary>
    /// <exception cref="TrainingException">There is no such run, or it has another network.</exception>
    internal static void Copy(string run, params SuperResolutionNetwork[] targets)
    {
        using TrainedSuperResolution source = Load(run);
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
