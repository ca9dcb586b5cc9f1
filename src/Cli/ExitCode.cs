namespace DetectionSdk.Cli;

/// <summary>What <c>detsdk</c> tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Some or all of the work failed; each failure was reported on stderr.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;
}
