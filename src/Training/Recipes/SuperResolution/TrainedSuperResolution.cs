namespace DetectionSdk.Training;

/// <summary>The network of a finished super-resolution run. Owns the network.</summary>
public sealed class TrainedSuperResolution : IDisposable
{
    private TrainedSuperResolution(SuperResolutionNetwork network, SuperResolutionTrainerOptions options)
    {
        Network = network;
        Options = options;
    }

    /// <summary>The network, on the CPU.</summary>
    public SuperResolutionNetwork Network { get; }

    /// <summary>What the run was trained with.</summary>
    public SuperResolutionTrainerOptions Options { get; }

    /// <summary>Loads the network of a run: averaged weights of its end.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <exception cref="TrainingException">
    /// The folder holds no super-resolution run, or an unfinished one, or damaged files.
    /// </exception>
    public static TrainedSuperResolution Load(string folder)
    {
        (RunFolder run, RunDescription<SuperResolutionTrainerOptions> description) =
            RunFolder.Open<SuperResolutionTrainerOptions>(folder);
        if (!File.Exists(run.BestWeights))
            throw new TrainingException($"'{run.BestWeights}' is absent: the run has not reached its end.");
        SuperResolutionNetwork network = SuperResolutionNetwork.Create(description.Options.Network);
        try
        {
            using SafeTensorFile file = SafeTensors.Read(run.BestWeights);
            file.CopyTo(
                network.state_dict().ToDictionary(named => $"enlarger.{named.Key}", named => named.Value),
                run.BestWeights);
            return new TrainedSuperResolution(network, description.Options);
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
}
