using System.Runtime.InteropServices;
using TorchSharp;

namespace DetectionSdk.Training;

/// <summary>Says whether libtorch can be used in this process, and why not.</summary>
public static class TorchNative
{
    private static readonly Lazy<string?> Failure = new(Load);

    /// <summary>
    /// Loads libtorch. Called by everything in this library that computes with tensors; call it first to fail early.
    /// Thread-safe, and free after the first call.
    /// </summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded; the message is the cause that the system's loader gives.</exception>
    public static void Require()
    {
        if (Failure.Value is { } cause)
            throw new TorchUnavailableException(cause);
    }

    private static string? Load()
    {
        NativeHeap.KeepLargeBlocks();
        try
        {
            return torch.TryInitializeDeviceType(DeviceType.CPU) ? null : FindCause(SearchedFolders());
        }
        catch (Exception failure) when (failure is NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            return FindCause(SearchedFolders());
        }
    }

    /// <summary>Loads the libraries one by one, dependencies first, and returns what the system's loader says of the first that fails.</summary>
    internal static string FindCause(IReadOnlyList<string> folders)
    {
        foreach (string name in LibraryNames())
        {
            string? path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if (path is null)
                return $"'{name}' is in none of {string.Join(", ", folders.Select(folder => $"'{folder}'"))}. "
                    + $"The executable must reference the package {PackageName()} (in this repository: <UsesTorch>true</UsesTorch>).";
            try
            {
                NativeLibrary.Load(path);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                return $"'{path}' does not load: {failure.Message}";
            }
        }
        return "every native library loads, but libtorch does not initialise.";
    }

    private static string[] SearchedFolders() =>
    [
        Path.Combine(AppContext.BaseDirectory, "runtimes", PortableRuntime(), "native"),
        AppContext.BaseDirectory,
    ];

    private static string[] LibraryNames() =>
        OperatingSystem.IsWindows() ? ["c10.dll", "torch_cpu.dll", "LibTorchSharp.dll"]
        : OperatingSystem.IsMacOS() ? ["libc10.dylib", "libtorch_cpu.dylib", "libLibTorchSharp.dylib"]
        : ["libc10.so", "libtorch_cpu.so", "libLibTorchSharp.so"];

    private static string PortableRuntime()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? $"{system}-arm64" : $"{system}-x64";
    }

    private static string PackageName() => $"libtorch-cpu-{PortableRuntime()}";
}
