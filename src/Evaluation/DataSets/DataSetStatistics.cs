using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>What is in a data set, to be looked at before hours depend on it. Crowds are left out.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Empty">How many of them have no object.</param>
/// <param name="Size">Median width and height of the images.</param>
/// <param name="Classes">One entry per class.</param>
public sealed record DataSetStatistics(int Images, int Empty, Size Size, IReadOnlyList<ClassStatistics> Classes)
{
    /// <summary>Counts and measures. Reads no image.</summary>
    public static DataSetStatistics Of(AnnotatedDataSet dataSet)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ILookup<int, double> sides = dataSet.Images.SelectMany(image => image.Annotations)
            .Where(annotation => !annotation.Crowd)
            .ToLookup(annotation => annotation.ClassId, annotation => SideOf(annotation.Box));
        return new DataSetStatistics(
            dataSet.Images.Count, dataSet.Images.Count(image => image.Annotations.Count == 0),
            new Size(
                Median(dataSet.Images.Select(image => (double)image.Size.Width)),
                Median(dataSet.Images.Select(image => (double)image.Size.Height))),
            [.. dataSet.ClassNames.Select((name, id) => ClassStatistics.Of(name, sides[id]))]);
    }

    private static double SideOf(Rect2d box) => Math.Sqrt(Math.Max(0, box.Width * box.Height));

    private static double Median(IEnumerable<double> values) => ClassStatistics.Quantile([.. values.Order()], 0.5);
}
