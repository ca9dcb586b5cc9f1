using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Models;

/// <summary>Reads from an open session what the detector must know, and refuses what is no detector.</summary>
internal static class ModelReader
{
    private const int DefaultSide = 640;
    private const int DefaultStride = 32;
    private const string Supported =
        "supported are detect models with one input [B, 3, H, W] (float32 or float16) and an output [B, 4 + "
        + "classes, N] (YOLOv8, v9, 11, 12) or [B, K, 6] (YOLOv10, 26)";

    public static ModelInfo Read(
        string path, InferenceSession session, DetectorOptions options, ExecutionProvider provider)
    {
        Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
        if (metadata.TryGetValue("task", out string? task) && task == SuperResolverReader.Task)
            throw new ModelFormatException(
                $"'{path}' is a super-resolution front-end and detects nothing; open it with SuperResolver.Load "
                + "and set it as DetectorOptions.FrontEnd of a detector.");
        if (task is not (null or "detect"))
            throw new ModelFormatException($"'{path}' is a model for the task '{task}'; {Supported}.");

        NodeMetadata input = ReadInput(path, session);
        int[] output = ReadOutput(path, session);
        int height = input.Dimensions[2], width = input.Dimensions[3];
        (int Height, int Width) fit = ReadFit(path, metadata, options);
        int stride = options.Stride ?? ReadStride(path, metadata);
        IReadOnlyList<string> names = options.ClassNames ?? ReadNames(path, metadata, output);

        return new ModelInfo
        {
            Path = Path.GetFullPath(path),
            ClassNames = names,
            Layout = ReadLayout(path, output, names.Count),
            Stride = stride,
            Batch = input.Dimensions[0] > 0 ? input.Dimensions[0] : null,
            InputHeight = height > 0 ? height : RoundUp(fit.Height, stride),
            InputWidth = width > 0 ? width : RoundUp(fit.Width, stride),
            DynamicHeight = height <= 0,
            DynamicWidth = width <= 0,
            ScaleUp = options.ScaleUp ?? ReadScaleUp(path, metadata),
            HalfPrecision = input.ElementDataType == TensorElementType.Float16,
            Provider = provider,
            Metadata = metadata,
        };
    }

    private static NodeMetadata ReadInput(string path, InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
            throw new ModelFormatException(
                $"'{path}' has {session.InputMetadata.Count} inputs "
                + $"({string.Join(", ", session.InputMetadata.Keys)}); {Supported}.");

        (string name, NodeMetadata input) = session.InputMetadata.Single();
        bool isImage = input.IsTensor && input.Dimensions.Length == 4 && input.Dimensions[1] is 3 or <= 0;
        bool isFloat = input.IsTensor && input.ElementDataType is TensorElementType.Float or TensorElementType.Float16;
        return isImage && isFloat
            ? input
            : throw new ModelFormatException($"'{path}': input '{name}' is {Describe(input)}; {Supported}.");
    }

    private static int[] ReadOutput(string path, InferenceSession session)
    {
        (string name, NodeMetadata output) = session.OutputMetadata.First();
        bool isDetections = output.IsTensor
            && output.Dimensions.Length == 3
            && output.ElementDataType is TensorElementType.Float or TensorElementType.Float16;
        return isDetections
            ? output.Dimensions
            : throw new ModelFormatException($"'{path}': output '{name}' is {Describe(output)}; {Supported}.");
    }

    private static OutputLayout ReadLayout(string path, int[] output, int classes)
    {
        if (output[1] == 4 + classes) return OutputLayout.Candidates;
        if (output[2] == 6) return OutputLayout.EndToEnd;
        if (output[1] <= 0 && output[2] <= 0) return OutputLayout.Candidates;
        throw new ModelFormatException(
            $"'{path}': the output is [{string.Join(", ", output)}] but there are {classes} class names; {Supported}.");
    }

    private static string[] ReadNames(string path, Dictionary<string, string> metadata, int[] output)
    {
        if (!metadata.TryGetValue("names", out string? text))
        {
            string count = output[1] > 4 ? $"{output[1] - 4} names" : "one name per class";
            throw new ModelFormatException(
                $"'{path}' carries no class names in its metadata; give {count} in DetectorOptions.ClassNames.");
        }
        return Parse(path, "names", text) switch
        {
            List<object?> list => [.. list.Select(ToText)],
            Dictionary<object, object?> map => OrderNames(path, map),
            _ => throw Malformed(path, "names", text, "a dict of class index to name"),
        };
    }

    private static string[] OrderNames(string path, Dictionary<object, object?> map)
    {
        string[] names = new string[map.Count];
        foreach ((object key, object? name) in map)
        {
            if (!long.TryParse(ToText(key), NumberStyles.None, CultureInfo.InvariantCulture, out long index)
                || index >= names.Length)
                throw new ModelFormatException(
                    $"'{path}': metadata 'names' has the key {key}; expected the class indices 0 to "
                    + $"{names.Length - 1}.");
            names[index] = ToText(name);
        }
        return names.Contains(null)
            ? throw new ModelFormatException(
                $"'{path}': metadata 'names' repeats a class index; expected each of 0 to {names.Length - 1} once.")
            : names;
    }

    private static (int Height, int Width) ReadFit(
        string path, Dictionary<string, string> metadata, DetectorOptions options)
    {
        if (options.InputSize is { } size) return (size.Height, size.Width);
        if (!metadata.TryGetValue("imgsz", out string? text)) return (DefaultSide, DefaultSide);
        return Parse(path, "imgsz", text) switch
        {
            long side and > 0 and < 65536 => ((int)side, (int)side),
            List<object?> and [long height and > 0 and < 65536, long width and > 0 and < 65536] =>
                ((int)height, (int)width),
            _ => throw Malformed(path, "imgsz", text, "a side or [height, width] in pixels"),
        };
    }

    private static int ReadStride(string path, Dictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("stride", out string? text)) return DefaultStride;
        return Parse(path, "stride", text) switch
        {
            long stride and > 0 and < 65536 => (int)stride,
            List<object?> { Count: > 0 } all when all.TrueForAll(s => s is long and > 0 and < 65536) =>
                (int)all.Max(s => (long)s!),
            _ => throw Malformed(path, "stride", text, "a positive number of pixels"),
        };
    }

    private static bool ReadScaleUp(string path, Dictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("scaleup", out string? text)) return true;
        return Parse(path, "scaleup", text) is bool scaleUp
            ? scaleUp
            : throw Malformed(path, "scaleup", text, "True or False");
    }

    private static object? Parse(string path, string key, string text)
    {
        try
        {
            return PythonLiteral.Parse(text);
        }
        catch (FormatException error)
        {
            throw new ModelFormatException($"'{path}': metadata '{key}' is no Python literal: {error.Message}.", error);
        }
    }

    private static ModelFormatException Malformed(string path, string key, string text, string expected) =>
        new($"'{path}': metadata '{key}' is '{text}'; expected {expected}.");

    private static string ToText(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "None";

    internal static string Describe(NodeMetadata node) =>
        node.IsTensor
            ? $"{node.ElementDataType} [{string.Join(", ", node.Dimensions)}]"
            : node.OnnxValueType.ToString();

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
