using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// Finds OpenCV's native library, and says why it does not load; .NET itself only says that it does not.
/// </summary>
public static class NativeOpenCv
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <exception cref="DllNotFoundException">The library, or one that it is linked to, is missing.</exception>
    public static void Require() => _ = Loaded.Value;

    private static bool Load()
    {
        try
        {
            return Cv2.GetVersionString() is not null;
        }
        catch (Exception error)
            when (error is DllNotFoundException or TypeInitializationException or OpenCvSharpException)
        {
            // The cause in words, not as an inner exception: its stack would hide the sentence.
            throw new DllNotFoundException(
                "OpenCV's native library does not load. The executable needs the package DetectionSdk, or "
                + "OpenCvSharp4.official.runtime.linux-x64 (Linux) or OpenCvSharp4.runtime.win (Windows); "
                + "on Debian and Ubuntu it also needs: apt-get install libgtk-3-0 libatomic1 libdrm2. Cause: "
                + error.GetBaseException().Message.Split(". ")[0] + ".");
        }
    }

    /// <summary>
    /// A program that is compiled ahead of time looks for native libraries of packages in the system only, not beside
    /// itself. So does OpenCvSharp, whose Mats are made before anything of the SDK is called: hence at start-up.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "No call of the SDK comes before the first Mat.")]
    internal static void LookBesideTheProgram()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            NativeLibrary.SetDllImportResolver(typeof(Cv2).Assembly, FindBesideTheProgram);
    }

    private static nint FindBesideTheProgram(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        string file = (OperatingSystem.IsWindows() ? "" : "lib") + name + extension;
        return NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, file), out nint library) ? library : 0;
    }
}
