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
    [InlineData("OrderedDict([(0, 'a'), (1, 'b')])")]
    [InlineData("collections.OrderedDict({0: 'a', 1: 'b'})")]
    [InlineData("{np.int64(0): np.str_('a'), 1: u'b'}")]
    [InlineData("{0: \"\\u0061\", 1: \"b\"}")]
    public void What_other_writers_print_is_read(string text)
    {
        Dictionary<object, object?> names = Assert.IsType<Dictionary<object, object?>>(PythonLiteral.Parse(text));
        Assert.Equal(("a", "b"), (names[0L], names[1L]));
    }

    [Fact]
    public void Json_and_tensors_are_read()
    {
        Assert.Equal(
            [8.0, 16.0], Assert.IsType<List<object?>>(PythonLiteral.Parse("tensor([8., 16.], device='cuda:0')")));
        Assert.Equal(
            [true, null, "\U0001F600/\b"],
            Assert.IsType<List<object?>>(PythonLiteral.Parse("[true, null, \"\\ud83d\\ude00\\/\\b\"]")));
    }

    [Theory]
    [InlineData("person", "traffic light")]
    [InlineData("it's", "\"q\"")]
    [InlineData("both ' and \"", "back\\slash\n\t\u0001")]
    [InlineData("\u732b", "")]
    public void What_is_written_is_read_back(string first, string second)
    {
        Dictionary<object, object?> names =
            Assert.IsType<Dictionary<object, object?>>(PythonLiteral.Parse(PythonLiteral.Dictionary([first, second])));
        Assert.Equal((first, second), (names[0L], names[1L]));
    }

    [Theory]
    [InlineData("OrderedDict([1, 2])")]
    [InlineData("tensor([1]")]
    [InlineData("'\\ud83d'")]
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
