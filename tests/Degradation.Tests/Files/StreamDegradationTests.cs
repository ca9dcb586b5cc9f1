using System.Text;
using System.Text.Json;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class StreamDegradationTests
{
    private static readonly DegradationPipeline Pipeline = DegradationPipeline.CocoD;

    [Fact]
    public void A_file_and_its_pixels_give_the_copy_of_their_epoch_and_index()
    {
        using Mat image = Picture();
        byte[] file = image.ToBytes(".png");
        using Mat rgb = image.CvtColor(ColorConversionCodes.BGR2RGB);
        byte[] pixels = rgb.AsSpan<byte>().ToArray();
        MemoryStream answers = Run(
            Request("""{"length": LENGTH, "epoch": 2, "index": 17, "boxes": [[8, 12, 16, 20]]}""", file),
            Request("""{"shape": [60, 80, 3], "epoch": 2, "index": 17}""", pixels));

        DegradationPlan plan = new DegradationAugmentation(Pipeline, 7).Sample(2, 17, image.Size());
        using Mat expected = plan.Apply(image).CvtColor(ColorConversionCodes.BGR2RGB);
        (JsonElement first, byte[] degraded) = Read(answers);
        Assert.Equal([expected.Height, expected.Width, 3], Numbers(first.GetProperty("shape")));
        Assert.Equal(expected.AsSpan<byte>().ToArray(), degraded);
        Rect2d box = plan.MapBoxes([new Rect2d(8, 12, 16, 20)])[0];
        Assert.Equal([box.X, box.Y, box.Width, box.Height], Numbers(first.GetProperty("boxes")[0]));
        Assert.Equal(plan.ToJson(), first.GetProperty("plan").GetRawText());
        Assert.Equal(degraded, Read(answers).Pixels);
        Assert.Equal(answers.Length, answers.Position);
    }

    [Fact]
    public void Pictures_without_an_index_are_counted()
    {
        using Mat image = Picture();
        byte[] file = image.ToBytes(".png");
        MemoryStream answers = Run(
            Request("""{"length": LENGTH}""", file), Request("""{"length": LENGTH}""", file));
        for (int index = 0; index < 2; index++)
            Assert.Equal(
                new DegradationAugmentation(Pipeline, 7).Sample(0, index, image.Size()).ToJson(),
                Read(answers).Header.GetProperty("plan").GetRawText());
    }

    [Fact]
    public void A_picture_that_fails_is_answered_in_words_and_the_next_one_is_done()
    {
        using Mat image = Picture();
        MemoryStream answers = Run(
            Request("""{"length": LENGTH}""", "no picture"u8.ToArray()),
            Request("""{"length": LENGTH}""", image.ToBytes(".png")));
        Assert.NotEmpty(Read(answers).Header.GetProperty("error").GetString()!);
        Assert.True(Read(answers).Header.TryGetProperty("plan", out _));
    }

    [Theory]
    [InlineData("picture\n", "Request 0 of the stream cannot be read: 'p' is an invalid start of a value.")]
    [InlineData("{\"lenght\": 3}\n", "lenght")]
    [InlineData("{}\n", "it has not one of length and shape")]
    [InlineData("{\"length\": 3, \"shape\": [1, 1, 3]}\n", "it has not one of length and shape")]
    [InlineData("{\"length\": 0}\n", "its length is 0; expected 1 to 1073741824")]
    [InlineData("{\"shape\": [4, 4]}\n", "its shape is not [height, width, 3]")]
    [InlineData("{\"shape\": [60000, 60000, 3]}\n", "its shape is of more than 100000000 pixels")]
    [InlineData("{\"length\": 3, \"index\": -1}\n", "its epoch or index is below 0")]
    [InlineData("{\"length\": 3, \"boxes\": [[1, 2]]}\n", "a box is not [x, y, width, height]")]
    [InlineData("{\"length\": 3}\nab", "the input ends within its 3 bytes")]
    [InlineData("{\"length\": 3}", "the input ends within its line")]
    public void What_is_no_request_ends_the_stream_in_words(string input, string words)
    {
        DegradationException error = Assert.Throws<DegradationException>(() => Run(Encoding.UTF8.GetBytes(input)));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "; expected a line such as {\"length\": 51234} and as many bytes.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_answered_with_nothing() => Assert.Equal(0, Run().Length);

    private static Mat Picture()
    {
        Mat image = new(60, 80, MatType.CV_8UC3, new Scalar(30, 90, 200));
        Cv2.Circle(image, new Point(30, 30), 20, Scalar.White, -1);
        return image;
    }

    private static MemoryStream Run(params byte[][] requests)
    {
        using MemoryStream input = new([.. requests.SelectMany(bytes => bytes)]);
        MemoryStream output = new();
        new StreamDegradation(Pipeline, seed: 7).Run(input, output);
        output.Position = 0;
        return output;
    }

    private static byte[] Request(string line, byte[] bytes) =>
        [
            .. Encoding.UTF8.GetBytes(line.Replace("LENGTH", $"{bytes.Length}", StringComparison.Ordinal) + "\n"),
            .. bytes
        ];

    private static (JsonElement Header, byte[] Pixels) Read(MemoryStream answers)
    {
        List<byte> line = [];
        for (int read = answers.ReadByte(); read != '\n'; read = answers.ReadByte()) line.Add((byte)read);
        JsonElement header = JsonDocument.Parse(line.ToArray()).RootElement;
        double[] shape = header.TryGetProperty("shape", out JsonElement found) ? Numbers(found) : [0];
        byte[] pixels = new byte[(int)shape.Aggregate((a, b) => a * b)];
        answers.ReadExactly(pixels);
        return (header, pixels);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];
}
