namespace DetectionSdk.Training;

/// <summary>
/// Hands out batches in step order while worker threads make the next ones. A batch is a function of its step number
/// alone, so neither the number of workers nor a restart at any step changes what comes. Memory is bounded: two batches
/// per worker.
/// </summary>
internal sealed class BatchLoader : IDisposable
{
    private readonly Func<long, TrainingBatch> _make;
    private readonly TaskFactory<TrainingBatch> _workers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Task<TrainingBatch>> _ahead = new();
    private long _nextStep;

    /// <summary>Starts to load.</summary>
    /// <param name="make">Makes the batch of a step; called on worker threads, several at a time.</param>
    /// <param name="firstStep">Step of the first batch that <see cref="Next"/> returns.</param>
    /// <param name="workers">Threads that make batches, at least 1.</param>
    public BatchLoader(Func<long, TrainingBatch> make, long firstStep, int workers)
    {
        _make = make;
        _nextStep = firstStep;
        ConcurrentExclusiveSchedulerPair scheduler = new(TaskScheduler.Default, workers);
        _workers = new TaskFactory<TrainingBatch>(
            _stop.Token, TaskCreationOptions.None, TaskContinuationOptions.None, scheduler.ConcurrentScheduler);
        for (int i = 0; i < 2 * workers; i++) Enqueue();
    }

    /// <summary>Waits for the next batch. The caller disposes it. An error of a worker is thrown here.</summary>
    public TrainingBatch Next()
    {
        Task<TrainingBatch> batch = _ahead.Dequeue();
        Enqueue();
        return batch.GetAwaiter().GetResult();
    }

    /// <summary>Stops the workers and frees the batches that nobody took.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Task<TrainingBatch> batch in _ahead)
        {
            ((IAsyncResult)batch).AsyncWaitHandle.WaitOne();
            if (batch.IsCompletedSuccessfully) batch.Result.Dispose();
        }

        _stop.Dispose();
    }

    private void Enqueue()
    {
        long step = _nextStep++;
        _ahead.Enqueue(_workers.StartNew(() => _make(step)));
    }
}
