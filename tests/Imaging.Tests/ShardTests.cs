namespace DetectionSdk.Imaging.Tests;

public sealed class ShardTests
{
    [Fact]
    public void Every_item_is_in_one_shard()
    {
        for (int index = 0; index < 20; index++)
            Assert.Single(Enumerable.Range(1, 7), number => new Shard(number, 7).Holds(index));
        Assert.Equal([1, 8, 15], Enumerable.Range(0, 20).Where(new Shard(2, 7).Holds));
    }

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("2/7", 2, 7)]
    [InlineData("7/7", 7, 7)]
    public void A_shard_is_read_and_written(string text, int number, int count)
    {
        Assert.True(Shard.TryParse(text, out Shard? shard));
        Assert.Equal((number, count, text), (shard.Number, shard.Count, shard.ToString()));
        Assert.Equal($"{number}-of-{count}", shard.FileName);
    }

    [Theory]
    [InlineData("8/7")]
    [InlineData("0/7")]
    [InlineData("-1/7")]
    [InlineData("2")]
    [InlineData("2/7/9")]
    [InlineData("a/b")]
    [InlineData("1/0")]
    public void Anything_else_is_none(string text) => Assert.False(Shard.TryParse(text, out _));
}
