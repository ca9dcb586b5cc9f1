using System.Text.Json;
using OpenCvSharp;

namespace DetectionSdk.Tests;

public sealed class DetectionResultTests
{
    private static readonly DetectionResult Result = new(
        new Size(100, 80), [new DetectedObject(new Rect2d(10.5, 20, 30.25, 40), 3, "a \"b\"", 0.75f)]);

    [Fact]
    public void Json_has_the_documented_shape()
    {
        const string expected = """{"image":"x.jpg","width":100,"height":80,"detections":["""
            + """{"class":"a \u0022b\u0022","classId":3,"score":0.75,"box":[10.5,20,30.25,40]}]}""";
        Assert.Equal(expected, Result.ToJson("x.jpg"));
        Assert.Equal(
            "a \"b\"",
            JsonDocument.Parse(Result.ToJson("x.jpg"))
                .RootElement.GetProperty("detections")[0].GetProperty("class").GetString());
    }

    [Fact]
    public void A_serializer_writes_the_same_without_a_name() =>
        Assert.Equal(
            Result.ToJson("x").Replace("\"image\":\"x\",", "", StringComparison.Ordinal),
            JsonSerializer.Serialize(Result));

    [Theory]
    [InlineData(8, 8)]
    [InlineData(80, 100)]
    [InlineData(2000, 3000)]
    public void Drawing_marks_the_box_and_leaves_the_image_alone(int height, int width)
    {
        using Mat image = new(height, width, MatType.CV_8UC3, Scalar.Black);
        DetectionResult result = new(
            new Size(width, height),
            [new DetectedObject(new Rect2d(width / 4.0, height / 2.0, width / 2.0, height / 4.0), 0, "thing", 0.5f)]);
        using Mat drawn = result.Draw(image);

        Assert.Equal(image.Size(), drawn.Size());
        Assert.NotEqual(new Vec3b(0, 0, 0), drawn.At<Vec3b>(height * 5 / 8, width / 4));
        Assert.Equal(0, Cv2.Norm(image));
    }

    [Fact]
    public void Grey_images_can_be_drawn_on()
    {
        using Mat grey = new(50, 50, MatType.CV_16UC1, Scalar.All(30000));
        using Mat drawn = Result.Draw(grey);
        Assert.Equal(MatType.CV_8UC3, drawn.Type());
    }
}
