namespace DetectionSdk.Training;

/// <summary>
/// Holds a run's folder for one trainer. The operating system lets go of the file when the process ends, however it
/// does.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _handle;

    private RunLock(FileStream handle) => _handle = handle;

    /// <exception cref="TrainingException">Another trainer holds the folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static RunLock Take(RunFolder run)
    {
        try
        {
            return new RunLock(new FileStream(
                run.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
                FileOptions.DeleteOnClose));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"'{run.Lock}' cannot be written: {error.Message}", error);
        }
        catch (IOException error) when (File.Exists(run.Lock))
        {
            throw new TrainingException(
                $"The run in '{run.Path}' is being trained already ('{run.Lock}' is held: {error.Message}) Wait until "
                + "it ends, or stop it.", error);
        }
    }

    public void Dispose() => _handle.Dispose();
}
