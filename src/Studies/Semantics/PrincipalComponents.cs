using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Standardised features seen along the directions in which samples differ most. Every feature is given mean 0 and
/// deviation 1 over the samples first, so that none counts by its unit; one that does not vary is 0.
/// </summary>
internal sealed class PrincipalComponents : IDisposable
{
    private readonly float[] _mean, _inverse;
    private readonly Mat _centre, _directions = new(), _variances = new();

    /// <param name="samples">At least two rows of equal length; only read.</param>
    /// <param name="count">Components at most; there are fewer than samples.</param>
    public PrincipalComponents(IReadOnlyList<float[]> samples, int count)
    {
        (_mean, _inverse) = Measure(samples);
        _centre = new Mat(1, _mean.Length, MatType.CV_32FC1, Scalar.All(0));
        using Mat rows = Standardise(samples);
        Cv2.PCACompute(rows, _centre, _directions, _variances, Math.Min(count, samples.Count - 1));
    }

    /// <summary>The components of samples.</summary>
    public float[][] Project(IReadOnlyList<float[]> samples)
    {
        using Mat rows = Standardise(samples), found = new();
        Cv2.PCAProject(rows, _centre, _directions, found);
        return FeatureRows.FromMat(found);
    }

    /// <summary>The components of samples, each divided by its deviation over the samples of the beginning.</summary>
    public float[][] Whiten(IReadOnlyList<float[]> samples)
    {
        float[][] found = Project(samples);
        foreach (float[] row in found)
            for (int i = 0; i < row.Length; i++) row[i] /= MathF.Sqrt(Math.Max(_variances.At<float>(i), 1e-12f));
        return found;
    }

    public void Dispose()
    {
        _centre.Dispose();
        _directions.Dispose();
        _variances.Dispose();
    }

    private Mat Standardise(IReadOnlyList<float[]> samples)
    {
        Mat rows = FeatureRows.ToMat(samples);
        for (int i = 0; i < samples.Count; i++)
        {
            Span<float> row = rows.RowSpan<float>(i);
            TensorPrimitives.Subtract(row, _mean, row);
            TensorPrimitives.Multiply(row, _inverse, row);
        }
        return rows;
    }

    private static (float[] Mean, float[] Inverse) Measure(IReadOnlyList<float[]> samples)
    {
        using Mat rows = FeatureRows.ToMat(samples), mean = new(), squares = new(), meanSquare = new();
        Cv2.Reduce(rows, mean, ReduceDimension.Row, ReduceTypes.Avg, MatType.CV_32F);
        float[] centre = mean.RowSpan<float>(0).ToArray();
        for (int i = 0; i < samples.Count; i++)
            TensorPrimitives.Subtract(rows.RowSpan<float>(i), centre, rows.RowSpan<float>(i));
        Cv2.Multiply(rows, rows, squares);
        Cv2.Reduce(squares, meanSquare, ReduceDimension.Row, ReduceTypes.Avg, MatType.CV_32F);
        float[] variance = meanSquare.RowSpan<float>(0).ToArray();
        return (centre, [.. variance.Select(value => value > 1e-12f ? 1 / MathF.Sqrt(value) : 0)]);
    }
}
