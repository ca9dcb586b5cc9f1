using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>Whether a data set can be trained on: its boxes, its classes, its pictures.</summary>
internal static class DataSetCheck
{
    /// <exception cref="DataSetException">A box is not finite, has no area or names no class.</exception>
    /// <exception cref="TrainingException">
    /// There is no image, or no box in any image, or a class name is empty or repeated.
    /// </exception>
    public static void RequireTrainable(AnnotatedDataSet dataSet)
    {
        RequireImages(dataSet);
        if (dataSet.BoxCount == 0)
            throw new TrainingException(
                $"None of the {dataSet.Images.Count} training images has a box; expected at least one object to "
                + "learn from.");
        RequireNames(dataSet.ClassNames);
        RequireSound(dataSet, minimumSide: double.Epsilon);
    }

    /// <exception cref="TrainingException">There is no image.</exception>
    public static void RequireImages(AnnotatedDataSet dataSet)
    {
        if (dataSet.Images.Count == 0)
            throw new TrainingException("The training set holds no image; expected at least one.");
    }

    /// <exception cref="TrainingException">A class name is empty or repeated.</exception>
    public static void RequireNames(IReadOnlyList<string> classNames)
    {
        if (!DetectorExporter.AreDistinct(classNames))
            throw new TrainingException(DetectorExporter.Indistinct(classNames));
    }

    /// <param name="dataSet">The set.</param>
    /// <param name="minimumSide">
    /// Least width and height of a box; 0 lets pass boxes without area, which a measurement counts as objects that
    /// nothing finds.
    /// </param>
    /// <exception cref="DataSetException">A box is not finite, too small or names no class.</exception>
    public static void RequireSound(AnnotatedDataSet dataSet, double minimumSide)
    {
        foreach (AnnotatedImage image in dataSet.Images)
            foreach (Annotation annotation in image.Annotations)
                RequireSound(image, annotation, dataSet.ClassNames.Count, minimumSide);
    }

    /// <summary>
    /// Reads every picture and label map, on all cores, before an hour of training depends on them. Time: one decoding
    /// each.
    /// </summary>
    /// <returns>Index, in order, and fault of those that cannot be read.</returns>
    public static IReadOnlyList<(int Index, DataSetProblem Problem)> FindUnreadable(AnnotatedDataSet dataSet)
    {
        DataSetProblem?[] problems = new DataSetProblem?[dataSet.Images.Count];
        Parallel.For(0, problems.Length, index => problems[index] = FaultOf(dataSet.Images[index]));
        return
        [
            .. problems.Index().Where(found => found.Item is not null).Select(found => (found.Index, found.Item!)),
        ];
    }

    private static DataSetProblem? FaultOf(AnnotatedImage image)
    {
        try
        {
            image.Read().Dispose();
            image.LabelMap?.Read(image.Size).Dispose();
            return null;
        }
        catch (Exception error) when (error is DetectionSdkException or IOException or UnauthorizedAccessException)
        {
            string reason = error.Message.StartsWith($"{image.Path}: ", StringComparison.Ordinal)
                ? error.Message[(image.Path.Length + 2)..]
                : error.Message;
            return new DataSetProblem(image.Path, null, reason);
        }
    }

    private static void RequireSound(AnnotatedImage image, Annotation annotation, int classes, double minimumSide)
    {
        Rect2d box = annotation.Box;
        bool finite = double.IsFinite(box.X)
            && double.IsFinite(box.Y)
            && double.IsFinite(box.Width)
            && double.IsFinite(box.Height);
        if (!finite || box.Width < minimumSide || box.Height < minimumSide)
            throw new DataSetException(
                image.Path, null,
                $"a box is {box.X}, {box.Y}, {box.Width} x {box.Height}; expected finite numbers and an area.");
        if (annotation.ClassId < 0 || annotation.ClassId >= classes)
            throw new DataSetException(
                image.Path, null, $"a box has class {annotation.ClassId}; expected 0 to {classes - 1}.");
    }
}
