using System.Runtime.InteropServices;

namespace DetectionSdk.Training;

/// <summary>
/// Makes glibc serve large blocks from the heap instead of from the kernel. By default every block of 32 MB or more is
/// mapped afresh and its pages are faulted in one by one at each use; a training step allocates the same large tensors
/// again and again and then spends most of its time there (a ReLU over 34 MB: 100 ms instead of 2 ms).
/// </summary>
internal static class NativeHeap
{
    // Parameters of mallopt(3).
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>Changes the process's allocator on Linux with glibc; does nothing elsewhere.</summary>
    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            SetOption(MapThreshold, 1 << 30);
            SetOption(TrimThreshold, int.MaxValue);
            SetOption(TopPad, 64 << 20);
            SetOption(ArenaMax, 1); // arenas of other threads map their blocks
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, whose allocator has no such options.
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetOption(int option, int value);
}
