using DetectionSdk.Families;
using DetectionSdk.Models;

namespace DetectionSdk.Tests.Families;

public sealed class CocoIdsTests
{
    // Numbers as the annotations of COCO 2017 have them.
    [Theory]
    [InlineData(1, "person")]
    [InlineData(11, "fire hydrant")]
    [InlineData(13, "stop sign")]
    [InlineData(25, "giraffe")]
    [InlineData(27, "backpack")]
    [InlineData(31, "handbag")]
    [InlineData(44, "bottle")]
    [InlineData(46, "wine glass")]
    [InlineData(67, "dining table")]
    [InlineData(70, "toilet")]
    [InlineData(72, "tv")]
    [InlineData(84, "book")]
    [InlineData(90, "toothbrush")]
    public void A_number_stands_for_a_class(int id, string name) =>
        Assert.Equal(name, CocoClasses.Names[CocoIds.ToClass(id)]);

    [Fact]
    public void Eighty_numbers_stand_for_the_eighty_classes_in_their_order() =>
        Assert.Equal(
            Enumerable.Range(0, 80),
            Enumerable.Range(-5, 200).Select(id => CocoIds.ToClass(id)).Where(id => id >= 0));
}
