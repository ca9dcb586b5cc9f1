using System.Globalization;

namespace DetectionSdk.Onnx;

/// <summary>An int8 model, and what became of each of its convolutions.</summary>
/// <param name="Model">The model; not saved yet.</param>
/// <param name="Layers">The convolutions in the order of the graph.</param>
/// <param name="Pictures">Number of calibration pictures.</param>
public sealed record QuantizedModel(OnnxModel Model, IReadOnlyList<LayerQuantization> Layers, int Pictures)
{
    /// <summary>
    /// The sum of it: <c>57 of 64 convolutions run in int8; 7 do not: 1 because it reads a distribution (a Softmax),
    /// ...</c>.
    /// </summary>
    public string Summary()
    {
        LayerQuantization[] floats = [.. Layers.Where(layer => !layer.IsInt8)];
        string all = string.Create(
            CultureInfo.InvariantCulture,
            $"{Layers.Count - floats.Length} of {Layers.Count} convolutions run in int8");
        if (floats.Length == 0) return all + ".";
        IEnumerable<string> reasons = floats.GroupBy(layer => layer.Reason)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} because {group.Key}");
        return $"{all}; {floats.Length} {(floats.Length == 1 ? "does" : "do")} not: {string.Join(", ", reasons)}.";
    }
}
