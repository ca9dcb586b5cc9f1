using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// The file that says of every pixel of an image which class it shows: a picture of one channel, each value the number
/// of a class.
/// </summary>
/// <param name="Path">Full path of the file. Making a map does not require that it exists.</param>
/// <param name="Classes">Classes, numbered from 0.</param>
/// <param name="Void">The value in the file of pixels that show none of them; null where there is none.</param>
public sealed record LabelMap(string Path, int Classes, int? Void = null)
{
    /// <summary>The value of pixels that show no class: once read, and in any file.</summary>
    public const byte None = 255;

    /// <summary>Reads the classes.</summary>
    /// <param name="size">Size in pixels of the image that the map belongs to.</param>
    /// <returns>CV_8UC1, owned by the caller: numbers of classes, or <see cref="None"/>.</returns>
    /// <exception cref="DataSetException">
    /// The file is absent, is no image, has another size or colours, or a value that is no class.
    /// </exception>
    public Mat Read(Size size)
    {
        using Mat picture = Decode();
        if (picture.Size() != size)
            throw Fault(
                $"the label map is {picture.Width} x {picture.Height} pixels; expected {size.Width} x {size.Height}, "
                + "the size of its image.");
        Mat[] channels = Cv2.Split(picture);
        try
        {
            if (Cv2.Norm(channels[0], channels[1]) > 0 || Cv2.Norm(channels[0], channels[2]) > 0)
                throw Fault("the label map has colours; expected one channel with the numbers of classes.");
            return WithNone(channels[0]);
        }
        finally
        {
            foreach (Mat channel in channels) channel.Dispose();
        }
    }

    private Mat WithNone(Mat values)
    {
        bool[] isKnown =
            [.. Enumerable.Range(0, 256).Select(value => value < Classes || value == Void || value == None)];
        foreach (byte value in values.AsSpan<byte>())
            if (!isKnown[value])
                throw Fault(
                    $"the label map holds the value {value}; expected 0 to {Classes - 1}"
                    + $"{(Void is { } none ? $", or {none} for void" : "")}.");
        byte[] table = [.. Enumerable.Range(0, 256).Select(value => value < Classes ? (byte)value : None)];
        Mat labels = new();
        Cv2.LUT(values, table, labels);
        return labels;
    }

    private Mat Decode()
    {
        if (!File.Exists(Path)) throw Fault("label map not found.");
        try
        {
            return ImageFile.Read(Path, ImageOrientation.Stored);
        }
        catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw Fault(error.Message.Replace($"'{Path}' ", "", StringComparison.Ordinal), error);
        }
    }

    private DataSetException Fault(string message, Exception? inner = null) => new(Path, null, message, inner);
}
