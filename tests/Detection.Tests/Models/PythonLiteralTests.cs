using DetectionSdk.Models;

namespace DetectionSdk.Tests.Models;

public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData("{0: 'person', 1: 'car'}", "person", "car")]
    [InlineData("{0: \"driver's seat\", 1: 'a, b: c'}", "driver's seat", "a, b: c")]
    [InlineData("{0: 'it\\'s {x}', 1: \"\\\"q\\\"\"}", "it's {x}", "\"q\"")]
    [InlineData("{ 0 : 'caf\\xe9' , 1 : '\\u732b', }", "café", "猫")]
    [InlineData("{0: '', 1: 'back\\\\slash\\n'}", "", "back\\slash\n")]
    public void Names_keep_quotes_commas_braces_and_escapes(string text, string first, string second)
    {
        Dictionary<object, object?> names = Assert.IsType<Dictionary<object, object?>>(PythonLiteral.Parse(text));
        Assert.Equal(first, names[0L]);
        Assert.Equal(second, names[1L]);
    }

    [Fact]
    public void Numbers_constants_and_nesting_are_read()
    {
        Assert.Equal(32L, PythonLiteral.Parse(" 32 "));
        Assert.Equal(-1.5e3, PythonLiteral.Parse("-1.5e3"));
        Assert.Null(PythonLiteral.Parse("None"));
        Assert.Equal(true, PythonLiteral.Parse("True"));
        Assert.Equal([640L, 480L], Assert.IsType<List<object?>>(PythonLiteral.Parse("(640, 480)")));
        Assert.Equal([], Assert.IsType<List<object?>>(PythonLiteral.Parse("[]")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{0: 'a'")]
    [InlineData("{0 'a'}")]
    [InlineData("[1 2]")]
    [InlineData("['a]")]
    [InlineData("{None: 1}")]
    [InlineData("__import__('os')")]
    [InlineData("[1] 2")]
    [InlineData("'\\x4'")]
    public void Anything_else_is_refused(string text) =>
        Assert.Throws<FormatException>(() => PythonLiteral.Parse(text));

    [Fact]
    public void Deep_nesting_is_refused_instead_of_overflowing_the_stack() =>
        Assert.Throws<FormatException>(() => PythonLiteral.Parse(new string('[', 100_000)));
}
