namespace DetectionSdk.Cli;

/// <summary>
/// Advances a <see cref="ProgressBar"/> by one, whatever the number: images finish in any order. Reports on the
/// caller's thread, unlike <see cref="Progress{T}"/>.
/// </summary>
internal sealed class Advance(Action advance) : IProgress<int>
{
    public void Report(int value) => advance();
}
