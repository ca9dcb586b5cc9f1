using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>Features of samples as OpenCV takes them: one row each.</summary>
internal static class FeatureRows
{
    /// <returns>A new CV_32FC1 Mat.</returns>
    public static Mat ToMat(IReadOnlyList<float[]> rows)
    {
        Mat matrix = new(rows.Count, rows[0].Length, MatType.CV_32FC1);
        for (int i = 0; i < rows.Count; i++) rows[i].CopyTo(matrix.RowSpan<float>(i));
        return matrix;
    }

    /// <summary>The rows of a CV_32FC1 Mat.</summary>
    public static float[][] FromMat(Mat matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(i => matrix.RowSpan<float>(i).ToArray())];
}
