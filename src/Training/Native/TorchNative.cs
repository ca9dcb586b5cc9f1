using System.Runtime.InteropServices;
using TorchSharp;

namespace DetectionSdk.Training;

/// <summary>Says whether libtorch can be used in this process, and why not.</summary>
public static class TorchNative
{
    /// <summary>The version of libtorch that TorchSharp 0.107.0 was built for.</summary>
    internal const string Version = "2.10.0";

    private static readonly Lazy<string?> Failure = new(Load);

    /// <summary>
    /// Loads libtorch. Called by everything in this library that computes with tensors; call it first to fail early.
    /// Thread-safe, and free after the first call.
    /// </summary>
    /// <exception cref="TorchUnavailableException">
    /// libtorch cannot be loaded; the message is the cause that the system's loader gives.
    /// </exception>
    public static void Require()
    {
        if (Failure.Value is { } cause)
            throw new TorchUnavailableException(cause);
    }

    /// <summary>Sets the threads that libtorch and OpenCV compute with in this process; 0 leaves them alone.</summary>
    internal static void UseThreads(int threads)
    {
        if (threads == 0) return;
        torch.set_num_threads(threads);
        OpenCvSharp.Cv2.SetNumThreads(threads);
    }

    private static string? Load()
    {
        NativeHeap.KeepLargeBlocks();
        // TorchSharp's own error names a missing package whatever the cause is.
        if (FindCause(SearchedFolders()) is { } cause)
            return cause;
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception failure)
            when (failure is NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            return failure.Message;
        }
    }

    /// <summary>
    /// Loads the libraries one by one, dependencies first, and returns what the system's loader says of the first that
    /// fails; null if all load.
    /// </summary>
    internal static string? FindCause(IReadOnlyList<string> folders)
    {
        foreach (string name in LibraryNames())
        {
            string? path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if (path is null)
                return $"'{name}' is in none of {string.Join(", ", folders.Select(folder => $"'{folder}'"))}. "
                    + $"Training needs the package {PackageName()}: in the executable, or fetched once for all: "
                    + FetchedPackages.CommandFor(PackageName(), Version);
            try
            {
                NativeLibrary.Load(path);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                return $"'{path}' does not load: {failure.Message}";
            }
        }
        return null;
    }

    /// <summary>
    /// The folders in which the host looks for native libraries, and where libtorch lies once NuGet has fetched it: so
    /// a tool that seldom trains comes without.
    /// </summary>
    private static string[] SearchedFolders()
    {
        string[] host = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string folders
            ? folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : [AppContext.BaseDirectory];
        return [.. host, FetchedPackages.PathOf(PackageName(), Version, "runtimes", SystemName(), "native")];
    }

    private static string[] LibraryNames() =>
        OperatingSystem.IsWindows() ? ["c10.dll", "torch_cpu.dll", "LibTorchSharp.dll"]
        : OperatingSystem.IsMacOS() ? ["libc10.dylib", "libtorch_cpu.dylib", "libLibTorchSharp.dylib"]
        : ["libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"];

    private static string PackageName() => $"libtorch-cpu-{SystemName()}";

    private static string SystemName()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? $"{system}-arm64" : $"{system}-x64";
    }
}
