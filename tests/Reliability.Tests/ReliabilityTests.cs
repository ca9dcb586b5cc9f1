using System.Diagnostics;
using DetectionSdk.Tests;

namespace DetectionSdk.Reliability.Tests;

/// <summary>A short run of what docs/reliability.md promises; the long ones are commands, which it names.</summary>
[Trait("Category", "Slow")]
public sealed class ReliabilityTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Changed_files_end_in_a_result_or_in_an_error_that_says_what_is_wrong() =>
        AssertPasses("dotnet", Beside("DetectionSdk.Fuzzing.dll"), "--rounds", "1", "--failures", _folder.Path);

    // Native heaps take a minute to find their size; what leaks per stream or model shows in the other numbers.
    [Fact]
    public void Mixed_calls_leave_nothing_behind_and_find_what_one_call_finds() =>
        AssertPasses(
            "dotnet", Beside("DetectionSdk.Soak.dll"), "--minutes", "0.3", "--streams", "30", "--models", "16",
            "--resident-growth", "400");

    [Fact]
    public void What_is_broken_off_is_whole_or_absent_and_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The faults are made with Linux' means.");
        AssertPasses("bash", Beside("fault-matrix.sh"), Beside("detsdk.dll"), "detect", "degrade-set", "train-sr");
    }

    public void Dispose() => _folder.Dispose();

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private void AssertPasses(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        output.WriteLine(said);
        Assert.True(process.ExitCode == 0, said);
    }
}
