using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

public sealed class CommandRunnerTests
{
    public static TheoryData<Exception, int> Faults => new()
    {
        { new UsageException("--a goes with --b."), ExitCode.Usage },
        { new ArgumentOutOfRangeException("Size", 3, "SomeOptions.Size must be even."), ExitCode.Usage },
        { new DataSetException("data.yaml", 3, "no names."), ExitCode.Failed },
        { new FileNotFoundException("'a.jpg' does not exist."), ExitCode.Failed },
        { new UnauthorizedAccessException("'out' may not be written."), ExitCode.Failed },
        { new DllNotFoundException("OpenCV's native library does not load."), ExitCode.Failed },
        { new OperationCanceledException(), ExitCode.Failed },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_was_given_and_is_at_fault_becomes_an_exit_code(Exception fault, int exitCode) =>
        Assert.Equal(exitCode, Run(fault));

    public static TheoryData<Exception> Defects => new()
    {
        new ArgumentException("The image is empty.", "image"),
        new ArgumentOutOfRangeException("size", 3, "The size is odd."),
        new InvalidOperationException("Called twice."),
        new FormatException("No number."),
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_defect_looks_like_one(Exception defect) => Assert.Same(defect, Record.Exception(() => Run(defect)));

    [Fact]
    public void A_value_out_of_range_is_told_by_its_option_and_nothing_is_written()
    {
        using TemporaryFolder folder = new();
        Detsdk run = Detsdk.Run("export", "run", "--out", folder.File("m.onnx"), "--input-size", "100");
        Detsdk missing = Detsdk.Run("detect", folder.File("absent.jpg"), "--confidence", "30");
        Assert.Equal(ExitCode.Failed, run.ExitCode); // there is no such run, which is found first
        Assert.Equal(
            (ExitCode.Usage, "detsdk: --confidence is 30; expected 0 to 1.\n"), (missing.ExitCode, missing.Error));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static int Run(Exception fault)
    {
        Command verb = new("verb") { new Option<int>("--size") };
        verb.SetAction(int (ParseResult _) => throw fault);
        return CommandRunner.Run(new RootCommand { verb }.Parse(["verb"]));
    }
}
