using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Enlarges by trees with a linear map in every leaf, whose answers are averaged; after the super-resolution forests of
/// Schulter, Leistner and Bischof (CVPR 2015). Here a node splits at the median of the direction in which its patches
/// differ most, and trees differ by the pairs they learn from.
/// </summary>
public sealed class ForestEnlarger : PatchEnlarger
{
    private const double Penalty = 0.1;

    private readonly Node[] _trees;

    private ForestEnlarger(PatchSamples samples, Node[] trees)
        : base(samples) => _trees = trees;

    /// <summary>Learns from pairs.</summary>
    /// <param name="samples">The pairs; must live as long as what is learned.</param>
    /// <param name="trees">Trees.</param>
    /// <param name="depth">Splits from the root to a leaf, as long as a leaf has ten pairs for each number.</param>
    /// <param name="seed">Decides which pairs a tree learns from.</param>
    public static ForestEnlarger Learn(PatchSamples samples, int trees = 4, int depth = 8, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        RandomSource random = new(seed);
        int count = samples.Inputs.Rows;
        return new ForestEnlarger(
            samples,
            [
                .. Enumerable.Range(0, trees).Select(_ => Grow(
                    samples, [.. Enumerable.Range(0, count).Select(_ => random.NextIndex(count))], depth))
            ]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (Node tree in _trees) tree.Dispose();
    }

    private protected override Mat Predict(Mat inputs)
    {
        Mat sum = new();
        foreach (Node tree in _trees)
        {
            using Mat details = tree.Predict(inputs);
            if (sum.Empty()) details.CopyTo(sum);
            else Cv2.Add(sum, details, sum);
        }
        Cv2.Multiply(sum, 1.0 / _trees.Length, sum);
        return sum;
    }

    private static Node Grow(PatchSamples samples, int[] rows, int depth)
    {
        using Mat inputs = FeatureRows.Pick(samples.Inputs, rows);
        if (depth == 0 || rows.Length < 20 * inputs.Cols)
        {
            using Mat details = FeatureRows.Pick(samples.Details, rows);
            return new Node { Map = RidgeRegression.Fit(inputs, details, Penalty) };
        }
        using Mat centre = new(1, inputs.Cols, MatType.CV_32FC1, Scalar.All(0)), direction = new();
        Cv2.PCACompute(inputs, centre, direction, maxComponents: 1);
        float[] plane = direction.RowSpan<float>(0).ToArray();
        float[] places = [.. rows.Select(row => TensorPrimitives.Dot(samples.Inputs.RowSpan<float>(row), plane))];
        float middle = places.Order().ElementAt(places.Length / 2);
        return new Node
        {
            Plane = plane,
            Threshold = middle,
            Below = Grow(samples, [.. rows.Where((_, i) => places[i] < middle)], depth - 1),
            Above = Grow(samples, [.. rows.Where((_, i) => places[i] >= middle)], depth - 1),
        };
    }

    private sealed class Node : IDisposable
    {
        public float[]? Plane { get; init; }

        public float Threshold { get; init; }

        public Node? Below { get; init; }

        public Node? Above { get; init; }

        public Mat? Map { get; init; }

        public Mat Predict(Mat inputs)
        {
            Mat details = new();
            Dictionary<Node, List<int>> leaves = [];
            int count = inputs.Rows;
            for (int row = 0; row < count; row++)
            {
                Node leaf = Find(inputs.RowSpan<float>(row));
                if (!leaves.TryGetValue(leaf, out List<int>? own)) leaves.Add(leaf, own = []);
                own.Add(row);
            }
            details.Create(count, leaves.Keys.First().Map!.Cols, MatType.CV_32FC1);
            foreach ((Node leaf, List<int> rows) in leaves)
            {
                using Mat picked = FeatureRows.Pick(inputs, rows), lacking = FeatureRows.Multiply(picked, leaf.Map!);
                for (int i = 0; i < rows.Count; i++) lacking.RowSpan<float>(i).CopyTo(details.RowSpan<float>(rows[i]));
            }
            return details;
        }

        public void Dispose()
        {
            Map?.Dispose();
            Below?.Dispose();
            Above?.Dispose();
        }

        private Node Find(ReadOnlySpan<float> input)
        {
            Node node = this;
            while (node.Plane is { } plane)
                node = TensorPrimitives.Dot(input, plane) < node.Threshold ? node.Below! : node.Above!;
            return node;
        }
    }
}
