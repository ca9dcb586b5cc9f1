using System.CommandLine;

namespace DetectionSdk.Cli.Tests;

public sealed class OptionValuesTests
{
    private static readonly Command Command = new("verb")
    {
        new Option<int>("--crop"), new Option<double>("--zoom"), new Option<double>("--learning-rate"),
    };

    [Theory]
    [InlineData("CropSize", "--crop must be even; it is 3.")]
    [InlineData("MinimumZoom", "--zoom must be even; it is 3.")]
    [InlineData("LearningRate", "--learning-rate must be even; it is 3.")]
    [InlineData("Crop", "--crop must be even; it is 3.")]
    [InlineData("crop", null)] // a parameter of a method: no record of options
    [InlineData("Cropping", null)]
    [InlineData("WeightDecay", null)]
    [InlineData(null, null)]
    public void A_property_of_a_record_is_named_as_the_option_that_sets_it(string? property, string? message) =>
        Assert.Equal(
            message,
            OptionValues.Describe(
                new ArgumentOutOfRangeException(property, 3, $"SomeOptions.{property} must be even."), Command));

    [Fact]
    public void A_reason_without_a_value_stays_as_it_is() =>
        Assert.Equal(
            "--crop is null; expected a number.",
            OptionValues.Describe(
                new ArgumentException("SomeOptions.CropSize is null; expected a number.", "CropSize"), Command));
}
