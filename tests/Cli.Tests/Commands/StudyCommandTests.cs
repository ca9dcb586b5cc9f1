using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

public sealed class StudyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Table_prints_means_and_differences_to_the_baseline()
    {
        Write("a/1", 0.30, 24);
        Write("a/2", 0.34, 24);
        Write("b/1", 0.28, 24);

        Detsdk run = Detsdk.Run("study", "table", _folder.Path, "--baseline", "b");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("| a | 2 | 32.0 ± 2.8 | 50.0 ± 0.0 |", run.Output, StringComparison.Ordinal);
        Assert.Contains("| AP less b | AP50 less b |", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Correlation_prints_intervals_over_the_arms()
    {
        foreach ((string arm, double ap, double psnr) in (IEnumerable<(string, double, double)>)
            [("a", 0.1, 20), ("b", 0.2, 22), ("c", 0.3, 24), ("d", 0.9, 1)]) Write($"{arm}/1", ap, psnr);

        Detsdk run = Detsdk.Run("study", "correlation", _folder.Path, "a", "b", "c");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            "| arms | 3 | PSNR | AP | 1.00 [1.00, 1.00] | 1.00 [1.00, 1.00] |", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_study_is_one_line()
    {
        Detsdk run = Detsdk.Run("study", "table", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([$"detsdk: '{_folder.Path}' holds no ARM/SEED/CONDITION.json."], run.ErrorLines);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string place, double ap, double psnr) =>
        _folder.Write(
            $"{place}/x4.json",
            FormattableString.Invariant(
                $$"""
                {
                  "AP": {{ap}}, "AP50": 0.5, "AP75": 0, "APs": 0, "APm": 0, "APl": 0,
                  "AR1": 0, "AR10": 0, "AR100": 0, "ARs": 0, "ARm": 0, "ARl": 0,
                  "frontEnd": { "milliseconds": 1, "detectorMilliseconds": 2, "psnr": {{psnr}}, "ssim": 0.5 },
                  "images": []
                }
                """));
}
