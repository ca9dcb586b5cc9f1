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

    /// <summary>Some rows of a CV_32FC1 Mat, in the order in which they are named.</summary>
    /// <returns>A new Mat.</returns>
    public static Mat Pick(Mat matrix, IReadOnlyList<int> rows)
    {
        Mat picked = new(rows.Count, matrix.Cols, MatType.CV_32FC1);
        for (int i = 0; i < rows.Count; i++) matrix.RowSpan<float>(rows[i]).CopyTo(picked.RowSpan<float>(i));
        return picked;
    }

    /// <summary>The matrix product.</summary>
    /// <returns>A new Mat.</returns>
    public static Mat Multiply(Mat left, Mat right, GemmFlags flags = GemmFlags.None)
    {
        Mat product = new();
        using Mat nothing = new();
        Cv2.Gemm(left, right, 1, nothing, 0, product, flags);
        return product;
    }

    /// <summary>The rows of a CV_32FC1 Mat.</summary>
    public static float[][] FromMat(Mat matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(i => matrix.RowSpan<float>(i).ToArray())];
}
