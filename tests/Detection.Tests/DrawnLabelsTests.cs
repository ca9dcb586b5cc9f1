using OpenCvSharp;

namespace DetectionSdk.Tests;

public sealed class DrawnLabelsTests
{
    [Theory]
    [InlineData("person", "person")]
    [InlineData("автобус", "avtobus")]
    [InlineData("Трамвай", "Tramvay")]
    [InlineData("Щётка", "Shchyotka")]
    [InlineData("λεωφορείο", "leoforeio")]
    [InlineData("Bär über Straße", "Bar uber Strasse")]
    [InlineData("xe buýt đỏ", "xe buyt do")]
    [InlineData("e\u0301te\u0301", "ete")]
    [InlineData("公共汽车", "class 12")]
    [InlineData("公共汽车 #5", "class 12 #5")]
    [InlineData("سيارة حمراء", "class 12")]
    [InlineData("car 车", "car class 12")]
    [InlineData("🚌", "class 12")]
    [InlineData("two\nlines\u0007", "two class 12")]
    [InlineData("", "class 12")]
    public void A_label_is_drawn_in_letters_that_the_font_has(string label, string drawn) =>
        Assert.Equal([drawn], DrawnLabels.Of([Object(label, 12)]));

    [Fact]
    public void No_two_labels_of_a_picture_are_alike()
    {
        Assert.Equal(
            ["cafe (1)", "cafe (2)", "bar", "cafe (1)"],
            DrawnLabels.Of([Object("café", 1), Object("cafe", 2), Object("bar", 3), Object("café", 1)]));
        Assert.Equal(["class 1", "class 2"], DrawnLabels.Of([Object("车", 1), Object("人", 2)]));
        Assert.Equal(["car", "car"], DrawnLabels.Of([Object("car", 1), Object("car", 2)]));
    }

    private static DetectedObject Object(string label, int classId) => new(new Rect2d(0, 0, 9, 9), classId, label, 1);
}
