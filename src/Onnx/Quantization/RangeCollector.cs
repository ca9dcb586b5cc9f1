using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Onnx;

/// <summary>Finds the ranges of tensors: a run of the float model for each calibration picture.</summary>
internal sealed class RangeCollector(OnnxModel model, QuantizationPlan plan, QuantizerOptions options)
{
    /// <summary>A range for each tensor; those that must have one scale have one range.</summary>
    public IReadOnlyDictionary<string, ValueRange> Collect(
        IEnumerable<IReadOnlyCollection<NamedOnnxValue>> pictures)
    {
        using TensorTap tap = new(model, plan.Tensors);
        Dictionary<string, ValueRange> ranges = FindExtremes(tap, pictures);
        if (options.Calibration != CalibrationMethod.MinMax) Narrow(ranges, tap, pictures);
        return Join(ranges);
    }

    private Dictionary<string, ValueRange> FindExtremes(
        TensorTap tap, IEnumerable<IReadOnlyCollection<NamedOnnxValue>> pictures)
    {
        Dictionary<string, ValueRange> ranges = new(StringComparer.Ordinal);
        foreach (IReadOnlyCollection<NamedOnnxValue> picture in pictures)
        {
            tap.Run(picture, (tensor, values) =>
            {
                ValueRange range = Extremes(tensor, values);
                ranges[tensor] = ranges.TryGetValue(tensor, out ValueRange before) ? before.Join(range) : range;
            });
        }
        return ranges;
    }

    private ValueRange Extremes(string tensor, ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return default;
        ValueRange range = ValueRange.Of(TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        return float.IsFinite(range.High - range.Low)
            ? range
            : throw new OnnxFormatException(
                $"'{model.Name}' computes values that are not finite on a calibration picture, in '{tensor}'.");
    }

    private void Narrow(
        Dictionary<string, ValueRange> ranges, TensorTap tap,
        IEnumerable<IReadOnlyCollection<NamedOnnxValue>> pictures)
    {
        Dictionary<string, Histogram> histograms = ranges.ToDictionary(
            range => range.Key, range => new Histogram(range.Value), StringComparer.Ordinal);
        foreach (IReadOnlyCollection<NamedOnnxValue> picture in pictures)
            tap.Run(picture, (tensor, values) => histograms[tensor].Add(values));
        foreach ((string tensor, Histogram values) in histograms)
            ranges[tensor] = options.Calibration == CalibrationMethod.Percentile
                ? RangeChoice.Percentile(values, options.Percentile)
                : RangeChoice.Entropy(values, ranges[tensor]);
    }

    private Dictionary<string, ValueRange> Join(Dictionary<string, ValueRange> ranges)
    {
        Dictionary<string, ValueRange> groups = ranges.GroupBy(range => plan.Leader(range.Key)).ToDictionary(
            group => group.Key, group => group.Select(range => range.Value).Aggregate((a, b) => a.Join(b)),
            StringComparer.Ordinal);
        return ranges.Keys.ToDictionary(
            tensor => tensor, tensor => groups[plan.Leader(tensor)], StringComparer.Ordinal);
    }
}
