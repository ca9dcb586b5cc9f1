namespace DetectionSdk.Training;

/// <summary>
/// Where the batches of a training come from. A batch is a function of its step alone, so that it is the same on any
/// thread and after any interruption. Thread-safe.
/// </summary>
internal abstract class SampleSource : IDisposable
{
    /// <summary>Makes the batch of a step, counted from zero. The caller disposes it.</summary>
    /// <exception cref="DetectionSdkException">A picture cannot be read.</exception>
    public abstract TrainingBatch Make(long step);

    /// <summary>Frees what the source holds; by default it holds nothing.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
