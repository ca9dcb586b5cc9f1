using DetectionSdk.Streaming;

namespace DetectionSdk.Tests.Streaming;

public sealed class NaturalOrderTests
{
    [Theory]
    [InlineData("frame1.png frame2.png frame10.png frame12.png")]
    [InlineData("a1b2 a1b10 a2b1")]
    [InlineData("0 00 01 1 2")]
    [InlineData("9 99999999999999999998 99999999999999999999")]
    [InlineData("1 1a a a1")]
    [InlineData("A a")]
    [InlineData("2024-1-9 2024-1-10 2024-11-1")]
    public void Numbers_count_as_numbers(string names)
    {
        string[] expected = names.Split(' ');
        Assert.Equal(expected, expected.Reverse().Order(NaturalOrder.Instance));
    }
}
