using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// What a <see cref="Detector"/> found in one image. Owns its data: it stays valid after later calls and after the
/// detector is disposed. System.Text.Json writes it as <see cref="ToJson"/> does, without the name of the image.
/// </summary>
[JsonConverter(typeof(DetectionResultConverter))]
public sealed class DetectionResult
{
    /// <summary>Creates a result, for example to draw or export objects of another source.</summary>
    /// <param name="imageSize">Size of the image in pixels.</param>
    /// <param name="objects">Objects, best score first.</param>
    /// <param name="timings">Time per stage.</param>
    public DetectionResult(Size imageSize, IReadOnlyList<DetectedObject> objects, StageTimings timings = default)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ImageSize = imageSize;
        Objects = objects;
        Timings = timings;
    }

    /// <summary>Size in pixels of the image that was searched, with its EXIF orientation applied.</summary>
    public Size ImageSize { get; }

    /// <summary>The objects, best score first.</summary>
    public IReadOnlyList<DetectedObject> Objects { get; }

    /// <summary>Time per stage.</summary>
    public StageTimings Timings { get; }

    /// <summary>
    /// The same objects in the pixels of another size of the image, for example the one before a <see cref="FrontEnd"/>
    /// enlarged it.
    /// </summary>
    /// <param name="imageSize">Size in pixels; the axes may scale differently.</param>
    /// <returns>This very result when the size is the same.</returns>
    public DetectionResult ScaleTo(Size imageSize)
    {
        if (imageSize == ImageSize) return this;
        double x = (double)imageSize.Width / ImageSize.Width, y = (double)imageSize.Height / ImageSize.Height;
        IEnumerable<DetectedObject> scaled = Objects.Select(
            o => o with { Box = new Rect2d(o.Box.X * x, o.Box.Y * y, o.Box.Width * x, o.Box.Height * y) });
        return new DetectionResult(imageSize, [.. scaled], Timings);
    }

    /// <summary>Draws boxes, labels and scores on a copy of the image. Needs no fonts of the system.</summary>
    /// <param name="image">
    /// The image that was searched, in any format that <see cref="Detector"/> accepts; it is not changed.
    /// </param>
    /// <returns>A new 8-bit BGR Mat; the caller disposes it.</returns>
    public Mat Draw(Mat image) => DetectionDrawing.Draw(image, Objects);

    /// <summary>
    /// The result as JSON: <c>{ "image", "width", "height", "detections": [ { "class", "classId", "score", "box": [x,
    /// y, width, height] } ] }</c>.
    /// </summary>
    /// <param name="image">Name of the image, usually its path.</param>
    public string ToJson(string image)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) WriteTo(writer, image);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the object that <see cref="ToJson"/> describes, for example as an element of an array.</summary>
    /// <param name="writer">Receives the object.</param>
    /// <param name="image">Name of the image, usually its path.</param>
    public void WriteTo(Utf8JsonWriter writer, string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        WriteObject(writer, image);
    }

    /// <summary>Writes the same object without the name of the image.</summary>
    /// <param name="writer">Receives the object.</param>
    public void WriteTo(Utf8JsonWriter writer) => WriteObject(writer, null);

    private void WriteObject(Utf8JsonWriter writer, string? image)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        if (image is not null) writer.WriteString("image", image);
        writer.WriteNumber("width", ImageSize.Width);
        writer.WriteNumber("height", ImageSize.Height);
        writer.WriteStartArray("detections");
        foreach (DetectedObject item in Objects) WriteObject(writer, item);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, DetectedObject item)
    {
        writer.WriteStartObject();
        writer.WriteString("class", item.Label);
        writer.WriteNumber("classId", item.ClassId);
        writer.WriteNumber("score", item.Score);
        writer.WriteStartArray("box");
        foreach (double edge in (ReadOnlySpan<double>)[item.Box.X, item.Box.Y, item.Box.Width, item.Box.Height])
            writer.WriteNumberValue((float)edge);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
