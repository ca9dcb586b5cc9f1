using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Models;

/// <summary>Reads from an open session what a segmenter must know, and refuses what is none.</summary>
internal static class SegmenterReader
{
    private const int LargestScale = 16, LargestStride = 256, MostClasses = 255;

    private const string Supported =
        "expected a segmenter with input 'images' [B, 3, H, W] and output 'shares' [B, classes, sH, sW], float32, and "
        + "in its metadata the task '" + ModelMetadata.Segmentation + "', names, scale and stride";

    public static SegmenterInfo Read(string path, InferenceSession session, ExecutionProvider provider) =>
        SignatureReader.Guard(path, () => ReadSound(path, session, provider));

    private static SegmenterInfo ReadSound(string path, InferenceSession session, ExecutionProvider provider)
    {
        Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
        if (metadata.GetValueOrDefault(ModelMetadata.Task) is var task && task != ModelMetadata.Segmentation)
            throw new ModelFormatException(
                $"'{path}' states the task '{task ?? "none"}' in its metadata; {Supported}.");
        IReadOnlyList<string> names = new MetadataReader(path, metadata).ReadNames() ?? [];
        RequireImages(path, Segmenter.Images, session.InputMetadata, channels: 3);
        RequireImages(path, Segmenter.Shares, session.OutputMetadata, names.Count);
        return new SegmenterInfo
        {
            Path = Path.GetFullPath(path),
            ClassNames = names,
            Scale = ReadNumber(path, metadata, ModelMetadata.Scale, LargestScale),
            Stride = ReadNumber(path, metadata, ModelMetadata.Stride, LargestStride),
            Provider = provider,
            Metadata = metadata,
        };
    }

    private static int ReadNumber(string path, Dictionary<string, string> metadata, string key, int largest)
    {
        string? text = metadata.GetValueOrDefault(key);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1
            && number <= largest
                ? number
                : throw new ModelFormatException(
                    $"'{path}': metadata '{key}' is '{text ?? "absent"}'; expected an integer of 1 to {largest}.");
    }

    private static void RequireImages(
        string path, string name, IReadOnlyDictionary<string, NodeMetadata> nodes, int channels)
    {
        if (channels is >= 1 and <= MostClasses
            && nodes.TryGetValue(name, out NodeMetadata? node)
            && node is { IsTensor: true, ElementDataType: TensorElementType.Float, Dimensions: [_, var planes, _, _] }
            && planes == channels) return;
        string found = string.Join(
            ", ", nodes.Select(known => $"'{known.Key}' [{string.Join(", ", known.Value.Dimensions)}]"));
        throw new ModelFormatException(
            $"'{path}' has {found} for '{name}' of {channels} channels; {Supported}.");
    }
}
