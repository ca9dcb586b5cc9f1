namespace DetectionSdk.Training;

/// <summary>The best network of a training run, to export again or to restore images with. Owns the network.</summary>
public sealed class TrainedNetwork : IDisposable
{
    private TrainedNetwork(AerisNetwork network, IReadOnlyList<string> classNames, AerisRecipe recipe)
    {
        Network = network;
        ClassNames = classNames;
        Recipe = recipe;
    }

    /// <summary>What the run was started with.</summary>
    public AerisRecipe Recipe { get; }

    /// <summary>The network with its decoder, on the CPU, in evaluation mode.</summary>
    public AerisNetwork Network { get; }

    /// <summary>Class names by index.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// How the run exported its best model: larger images are shrunk to <see cref="AerisRecipe.InputSize"/>, smaller
    /// ones stay.
    /// </summary>
    public DetectorExportOptions ExportOptions => Recipe.ExportOptions;

    /// <summary>
    /// Loads the best network of a run: averaged weights of its best validation, or of its end if it had no validation
    /// set.
    /// </summary>
    /// <param name="folder">Folder of the run.</param>
    /// <exception cref="TrainingException">
    /// The folder holds no run, or one that has no best network yet, or damaged files.
    /// </exception>
    public static TrainedNetwork Load(string folder)
    {
        (RunFolder run, RunDescription description, AerisRecipe recipe) = RunFolder.Open<AerisRecipe>(folder);
        if (!File.Exists(run.BestWeights))
            throw new TrainingException($"'{run.BestWeights}' is absent: the run has had no validation yet.");
        AerisNetwork network = new(recipe.NetworkOptions(description.ClassNames.Count));
        try
        {
            Restore(run.BestWeights, network);
            return new TrainedNetwork(network, description.ClassNames, recipe);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    private static void Restore(string path, AerisNetwork network)
    {
        try
        {
            using SafeTensorFile file = SafeTensors.Read(path);
            file.CopyTo(network.state_dict(), path);
            network.eval();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new TrainingException(error.Message, error);
        }
    }
}
