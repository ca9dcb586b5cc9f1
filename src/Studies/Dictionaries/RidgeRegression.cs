using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>Least squares with a penalty on the length of the weights.</summary>
internal static class RidgeRegression
{
    /// <summary>The weights W that minimise |X W - Y|² + penalty |W|².</summary>
    /// <param name="inputs">X, one row per sample, CV_32FC1.</param>
    /// <param name="targets">Y, likewise.</param>
    /// <param name="penalty">Above 0.</param>
    /// <returns>A new Mat, a row per input and a column per target.</returns>
    public static Mat Fit(Mat inputs, Mat targets, double penalty)
    {
        using Mat products = FeatureRows.Multiply(inputs, inputs, GemmFlags.A_T);
        int count = products.Rows;
        for (int i = 0; i < count; i++) products.At<float>(i, i) += (float)penalty;
        using Mat goals = FeatureRows.Multiply(inputs, targets, GemmFlags.A_T);
        Mat weights = new();
        Cv2.Solve(products, goals, weights, DecompTypes.Cholesky);
        return weights;
    }
}
