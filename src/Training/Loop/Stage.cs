namespace DetectionSdk.Training;

/// <summary>
/// A part of a training in which the same parameters learn from the same losses. Published systems train in one to
/// three of them. Names are those of the network's parameters and modules.
/// </summary>
/// <param name="Steps">Steps of the stage; one of 0 is passed over.</param>
internal sealed record Stage(long Steps)
{
    /// <summary>Whether a parameter learns. Default: all do.</summary>
    public Func<string, bool> Learns { get; init; } = _ => true;

    /// <summary>Factor on the learning rate of a parameter. Default 1 for all.</summary>
    public Func<string, double> RateFactor { get; init; } = _ => 1;

    /// <summary>
    /// Whether a batch normalisation uses the statistics of the batch, and learns from them. One that does not uses
    /// constant ones: those of the average when the stage begins. Default: all do.
    /// </summary>
    public Func<string, bool> UsesBatchStatistics { get; init; } = _ => true;

    /// <summary>Whether a term of the loss counts. Default: all do.</summary>
    public Func<string, bool> Counts { get; init; } = _ => true;

    /// <summary>
    /// Whether the optimiser forgets its moments and the learning rate begins a curve of its own. Default no: the stage
    /// goes on where the one before ended.
    /// </summary>
    public bool Restarts { get; init; }
}
