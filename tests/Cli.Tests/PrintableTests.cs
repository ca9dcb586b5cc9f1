namespace DetectionSdk.Cli.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("b\u00e4r/\u5b57.jpg", "b\u00e4r/\u5b57.jpg")]
    [InlineData("a\u001b[31mred.jpg", "a\\x1B[31mred.jpg")]
    [InlineData("two\nlines\t\u007f\u009b", "two\\x0Alines\\x09\\x7F\\x9B")]
    [InlineData("gpj.\u202egpj", "gpj.\\x202Egpj")]
    public void Control_characters_become_escapes(string text, string expected) =>
        Assert.Equal(expected, Printable.Text(text));
}
