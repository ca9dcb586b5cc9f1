namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class ClassMapTests
{
    private static readonly string[] Model =
        ["person", "car", "motorcycle", "truck", "Bus"], Street = ["bus", "car", "motorbike", "person"];

    [Fact]
    public void Equal_names_map_by_themselves_whatever_their_case() =>
        Assert.Equal([3, 1, null, null, 0], ClassMap.ByName.Resolve(Model, Street));

    [Fact]
    public void Overrides_come_first_and_an_empty_right_side_drops_a_class() =>
        Assert.Equal(
            [null, 1, 2, 1, 0], ClassMap.Parse(" motorcycle = motorbike,truck=car\nperson=").Resolve(Model, Street));

    [Fact]
    public void An_empty_text_maps_by_name() =>
        Assert.Equal(ClassMap.ByName.Resolve(Model, Street), ClassMap.Parse("").Resolve(Model, Street));

    [Theory]
    [InlineData("motorcycle", "'motorcycle' is no class mapping")]
    [InlineData("=car", "'=car' is no class mapping")]
    [InlineData("a=b=c", "'a=b=c' is no class mapping")]
    [InlineData("car=bus,Car=person", "'Car' is mapped twice")]
    public void A_text_that_is_no_map_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => ClassMap.Parse(text)).Message);

    [Theory]
    [InlineData("van=car", "'van', but the model has only person, car")]
    [InlineData("truck=lorry", "'lorry', but the data set has only bus, car")]
    public void An_override_of_an_unknown_class_is_refused(string text, string message) =>
        Assert.Contains(
            message, Assert.Throws<EvaluationException>(() => ClassMap.Parse(text).Resolve(Model, Street)).Message);

    [Fact]
    public void A_class_that_does_not_occur_is_no_mistake_where_classes_are_what_occurs()
    {
        var voc = new AnnotatedDataSet(["bus", "person"], []) { Format = DataSetFormat.Voc };
        ClassMap map = ClassMap.Parse("motorcycle=motorbike,truck=bus");

        Assert.Equal([1, null, null, 0, 0], map.Resolve(Model, voc));
        Assert.Throws<EvaluationException>(() => map.Resolve(Model, voc with { Format = DataSetFormat.Yolo }));
        Assert.Throws<EvaluationException>(() => ClassMap.Parse("van=bus").Resolve(Model, voc));
    }
}
