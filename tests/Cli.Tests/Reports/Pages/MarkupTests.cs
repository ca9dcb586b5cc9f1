namespace DetectionSdk.Cli.Tests;

public sealed class MarkupTests
{
    [Fact]
    public void Values_are_escaped_markup_is_not_and_numbers_follow_their_format()
    {
        string name = "<b> & \"c\"";
        Markup[] parts = [new("<i>1</i>"), new("<i>2</i>")];
        Assert.Equal(
            "<p title=\"&lt;b&gt; &amp; &quot;c&quot;\">0.50<i>1</i><i>2</i></p>",
            Markup.Of($"<p title=\"{name}\">{0.5:0.00}{parts}{default(Markup)}{(string?)null}</p>").Text);
    }
}
