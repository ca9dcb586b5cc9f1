using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>Says why OpenCV's native library does not load; .NET itself only says that it does not.</summary>
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
            throw new DllNotFoundException(
                "OpenCV's native library does not load. The executable needs the package "
                + "OpenCvSharp4.official.runtime.linux-x64 (Linux) or OpenCvSharp4.runtime.win (Windows); "
                + "on Debian and Ubuntu it also needs: apt-get install libgtk-3-0 libatomic1 libdrm2. Cause: "
                + error.GetBaseException().Message.Split(". ")[0] + ".", error);
        }
    }
}
