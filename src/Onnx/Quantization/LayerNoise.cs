using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Onnx;

/// <summary>
/// Measures what each layer costs: with that layer alone in int8, how far the answers of the last layers are from those
/// of the float model. An error early in the network that later layers amplify counts as what becomes of it.
/// </summary>
internal sealed class LayerNoise(
    GraphIndex graph, QuantizationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges, QuantizationTarget target)
{
    private const string NotThisOne = "another one is measured";

    private readonly string[] _ends = [.. plan.Ends];

    /// <summary>Error over signal of each convolution that is to run in int8, as powers, by its name.</summary>
    public IReadOnlyDictionary<string, double> Measure(
        IEnumerable<IReadOnlyCollection<NamedOnnxValue>> pictures, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<NamedOnnxValue>[] shown = [.. pictures];
        float[][] exact = Answers(graph.Model, shown);
        Dictionary<string, double> noise = new(StringComparer.Ordinal);
        foreach (LayerQuantization layer in plan.Layers.Where(layer => layer.IsInt8))
        {
            cancellationToken.ThrowIfCancellationRequested();
            noise[layer.Name] = Compare(exact, Answers(WithOnly(layer), shown));
        }
        return noise;
    }

    private OnnxModel WithOnly(LayerQuantization layer)
    {
        IReadOnlyList<LayerQuantization> others =
            [.. plan.Layers.Select(other => other == layer ? other : other with { Reason = NotThisOne })];
        return QuantizedGraph.Write(graph, QuantizationPlan.Of(graph, others), ranges, target);
    }

    private float[][] Answers(OnnxModel model, IReadOnlyCollection<NamedOnnxValue>[] pictures)
    {
        List<float[]> answers = [];
        using TensorTap tap = new(model, _ends);
        foreach (IReadOnlyCollection<NamedOnnxValue> picture in pictures)
            tap.Run(picture, (_, values) => answers.Add(values.ToArray()));
        return [.. answers];
    }

    private static double Compare(float[][] exact, float[][] found) =>
        exact.Zip(found, Ratio).Average();

    // What is the same everywhere, such as a low score for almost every place, is no signal.
    private static double Ratio(float[] exact, float[] found)
    {
        double mean = TensorPrimitives.Sum<float>(exact) / exact.Length;
        double signal = TensorPrimitives.SumOfSquares<float>(exact) - exact.Length * mean * mean;
        double distance = TensorPrimitives.Distance<float>(exact, found);
        return distance == 0 ? 0 : distance * distance / Math.Max(signal, double.Epsilon);
    }
}
