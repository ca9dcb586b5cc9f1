using System.Text.Json;
using System.Text.Json.Serialization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Degradation for programs in other languages, by a pair of streams. A request is a line of JSON and the bytes it
/// announces; so is the answer, which comes before the next request is read.
/// </summary>
/// <remarks>
/// <code>
/// {"length": 51234, "epoch": 2, "index": 17, "boxes": [[10, 20, 30, 40]]}    and 51,234 bytes, an image file
/// {"shape": [480, 640, 3]}                                                   and 921,600 bytes, RGB
/// {"shape": [240, 320, 3], "boxes": [[5, 10, 15, 20]], "plan": {...}}        the answer, and 230,400 bytes, RGB
/// {"error": "..."}                                                           the answer where a picture fails
/// </code>
/// What is drawn depends on seed, epoch and index alone, as in <see cref="DegradationAugmentation"/>: the picture is
/// the epoch-th copy of the index-th image that a <see cref="DegradationJob"/> writes. Without an index pictures are
/// counted. Boxes are x, y, width and height, and are carried along.
/// </remarks>
/// <param name="pipeline">What the plans are drawn from.</param>
/// <param name="seed">Any number.</param>
public sealed class StreamDegradation(DegradationPipeline pipeline, long seed)
{
    private const int LongestLine = 1 << 20, LargestFile = 1 << 30;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly DegradationAugmentation _draws = new(pipeline, seed);

    /// <summary>Answers until the input ends between two requests.</summary>
    /// <param name="input">The requests; read, not disposed.</param>
    /// <param name="output">The answers; flushed after each, not disposed.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <exception cref="DegradationException">
    /// A line is no request, or the input ends inside of one: where the next one begins is unknown then.
    /// </exception>
    public void Run(Stream input, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        BufferedStream requests = new(input);
        for (int number = 0; ReadLine(requests, number) is { } line; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Request request = Parse(line, number);
            byte[] bytes = new byte[request.ByteCount];
            if (requests.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw Broken(number, $"the input ends within its {bytes.Length} bytes");
            Answer(request, bytes, request.Index ?? number, output);
            output.Flush();
        }
    }

    private void Answer(Request request, byte[] bytes, int index, Stream output)
    {
        try
        {
            using Mat image = request.Decode(bytes);
            DegradationPlan plan = _draws.Sample(request.Epoch, index, image.Size());
            using Mat degraded = plan.Apply(image);
            Cv2.CvtColor(degraded, degraded, ColorConversionCodes.BGR2RGB);
            WriteLine(output, writer =>
            {
                WriteArray(writer, "shape", [degraded.Height, degraded.Width, 3]);
                WriteBoxes(writer, plan.MapBoxes(request.ToRectangles()));
                writer.WritePropertyName("plan");
                writer.WriteRawValue(plan.ToJson());
            });
            output.Write(degraded.AsSpan<byte>());
        }
        catch (DetectionSdkException error)
        {
            WriteLine(output, writer => writer.WriteString("error", error.Message));
        }
    }

    private static Request Parse(byte[] line, int number)
    {
        try
        {
            Request request = JsonSerializer.Deserialize<Request>(line, Json) ?? throw new JsonException("it is null");
            return request.Fault is { } fault ? throw new JsonException(fault) : request;
        }
        catch (JsonException error)
        {
            throw Broken(number, error.Message);
        }
    }

    /// <summary>The line without its end; null where the input ends before it.</summary>
    private static byte[]? ReadLine(Stream input, int number)
    {
        List<byte> line = [];
        for (int read = input.ReadByte(); read != '\n'; read = input.ReadByte())
        {
            if (read < 0) return line.Count == 0 ? null : throw Broken(number, "the input ends within its line");
            if (line.Count == LongestLine) throw Broken(number, $"its line has no end within {LongestLine} bytes");
            line.Add((byte)read);
        }
        return [.. line];
    }

    private static void WriteLine(Stream output, Action<Utf8JsonWriter> write)
    {
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static void WriteBoxes(Utf8JsonWriter writer, IReadOnlyList<Rect2d> boxes)
    {
        writer.WriteStartArray("boxes");
        foreach (Rect2d box in boxes) WriteArray(writer, null, [box.X, box.Y, box.Width, box.Height]);
        writer.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter writer, string? name, ReadOnlySpan<double> values)
    {
        if (name is null) writer.WriteStartArray();
        else writer.WriteStartArray(name);
        foreach (double value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static DegradationException Broken(int number, string fault) =>
        new($"Request {number} of the stream cannot be read: {fault}; expected a line such as {{\"length\": 51234}} "
            + "and as many bytes.");

    private sealed record Request(
        int? Length = null, int[]? Shape = null, int Epoch = 0, int? Index = null, double[][]? Boxes = null)
    {
        public long ByteCount => Length ?? (long)Shape![0] * Shape[1] * 3;

        public string? Fault =>
            (Length is null) == (Shape is null) ? "it has not one of length and shape"
            : Length is < 1 or > LargestFile ? $"its length is {Length}; expected 1 to {LargestFile}"
            : Shape is not null and not [> 0, > 0, 3] ? "its shape is not [height, width, 3]"
            : Shape is not null && ByteCount > 3 * ImageFile.MaximumPixels
                ? $"its shape is of more than {ImageFile.MaximumPixels} pixels"
            : Epoch < 0 || Index < 0 ? "its epoch or index is below 0"
            : Boxes?.Any(box => box is not { Length: 4 }) == true ? "a box is not [x, y, width, height]"
            : null;

        public Mat Decode(byte[] bytes)
        {
            if (Shape is null) return ImageFile.Decode(bytes);
            using Mat pixels = Mat.FromPixelData(Shape[0], Shape[1], MatType.CV_8UC3, bytes);
            return pixels.CvtColor(ColorConversionCodes.RGB2BGR);
        }

        public IReadOnlyList<Rect2d> ToRectangles() =>
            [.. (Boxes ?? []).Select(box => new Rect2d(box[0], box[1], box[2], box[3]))];
    }
}
