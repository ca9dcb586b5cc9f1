namespace DetectionSdk.Cli.Tests;

public sealed class UsageErrorsTests
{
    [Theory]
    [InlineData("detct photo.jpg", "'detct' is no verb of detsdk; did you mean detect?")]
    [InlineData(
        "frobnicate",
        "'frobnicate' is no verb of detsdk; expected info, detect, watch, evaluate, report, score, degrade, enhance, "
            + "segment, gate, train, robustify, overfit, quantize, evaluate-restoration, "
            + "evaluate-segmentation, study, export.")]
    [InlineData("info m.onnx --modl", "'--modl' is no option of info; detsdk info --help lists what there is.")]
    [InlineData("evaluate --dta street", "'--dta' is no option of evaluate; did you mean --data?")]
    [InlineData("detect", "INPUT is missing: Image files, folders or patterns.")]
    [InlineData(
        "info",
        "MODEL is missing: ONNX detect, super-resolution or segmentation model, or a bundle of the second.")]
    [InlineData(
        "train aeris --data d --out r --preset long --steps 5",
        "--preset goes without --steps: both say how long the training is.")]
    [InlineData(
        "train sr --out r --resume --preset quick", "--preset is for new runs; --steps sets a new end of this one.")]
    [InlineData("train", "a verb is missing; expected aeris, sr, feedback, segment, restore.")]
    [InlineData("evaluate", "Option '--data' is required.")]
    [InlineData(
        "train feedback --data d --things car --out r --condition all",
        "--condition is 'all'; expected none, foreground, border.")]
    [InlineData("train sr --data d --out r --steps many", "--steps is 'many'; expected a whole number.")]
    [InlineData("train sr --data d --out r --widths 0.5 x", "--widths is 'x'; expected a number.")]
    [InlineData("train sr --data d --out r --depth half", "--depth is 'half'; expected a whole number.")]
    [InlineData("evaluate-segmentation m.onnx --data d --block 0", "--block is 0; expected at least 1.")]
    [InlineData("study map-edit m.onnx --data d --every 0", "--every is 0; expected at least 1.")]
    [InlineData("study usefulness --task digits=d --photos p --factor 9", "--factor is 9; expected 2 to 8.")]
    public void A_wrong_command_line_is_one_line_that_says_what_was_expected(string line, string message) =>
        Assert.Equal(message, Assert.Single(UsageErrors.Describe(Program.CreateRoot().Parse(line.Split(' ')))));

    [Theory]
    [InlineData("--data is empty; expected DATA.", "evaluate", "--data", "", "--model", "m.onnx")]
    [InlineData("--out is empty; expected RUN.", "train", "segment", "--data", "d", "--out", "")]
    [InlineData("INPUT is empty.", "detect", "a.jpg", "")]
    public void What_is_given_and_empty_is_wrong_use(string message, params string[] line) =>
        Assert.Equal(message, Assert.Single(UsageErrors.Describe(Program.CreateRoot().Parse(line))));

    [Fact]
    public void What_is_given_and_full_is_none() =>
        Assert.Empty(UsageErrors.Describe(Program.CreateRoot().Parse(["info", "m.onnx"])));
}
