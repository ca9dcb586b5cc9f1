using System.Runtime.InteropServices;

namespace DetectionSdk;

/// <summary>
/// ONNX Runtime writes a device id and an event database into the user's home and looks up a collector by default. The
/// SDK turns that off before its first session. The environment variable <see cref="Variable"/> = 0 leaves it on.
/// </summary>
internal static partial class RuntimeTelemetry
{
    /// <summary>What ONNX Runtime reads when its environment is made; a value that is there is left as it is.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<int> Done = new(SetVariable);

    /// <summary>To be called before whatever makes ONNX Runtime's environment, such as a session.</summary>
    public static void TurnOff() => _ = Done.Value;

    // .NET's own setter does not reach native code except on Windows.
    private static int SetVariable()
    {
        if (!OperatingSystem.IsWindows()) return SetNativeVariable(Variable, "1", overwrite: 0);
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, "1");
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
