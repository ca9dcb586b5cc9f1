using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// How many pixels of each class were taken for which: what intersection over union is computed from. Pixels that show
/// no class (<see cref="LabelMap.None"/>) are never counted, whatever they were taken for. Immutable.
/// </summary>
public sealed class ClassConfusion
{
    private readonly long[] _counts; // row: class that is shown; column: class that was said

    private ClassConfusion(int classes, long[] counts)
    {
        Classes = classes;
        _counts = counts;
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Pixels that show a class.</summary>
    public long Pixels => _counts.Sum();

    /// <summary>Share of these whose class was said; NaN where there are none.</summary>
    public double Accuracy => Enumerable.Range(0, Classes).Sum(known => this[known, known]) / (double)Pixels;

    /// <summary>
    /// The mean of <see cref="IntersectionOverUnion"/> over the classes that some pixel shows, in [0, 1]; NaN where
    /// none does. A class that is only said, and nowhere shown, counts by what it takes from others.
    /// </summary>
    public double MeanIntersectionOverUnion =>
        Enumerable.Range(0, Classes).Select(IntersectionOverUnion).OfType<double>()
            .DefaultIfEmpty(double.NaN).Average();

    /// <summary>Pixels that show one class and were taken for another.</summary>
    /// <param name="shown">The class that they show.</param>
    /// <param name="said">The class that was said.</param>
    public long this[int shown, int said] => _counts[shown * Classes + said];

    /// <summary>Compares the classes of one picture.</summary>
    /// <param name="shown">CV_8UC1: classes from 0 on, or <see cref="LabelMap.None"/>.</param>
    /// <param name="said">CV_8UC1 of the same size: classes alone.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">Sizes differ, or a value is no class.</exception>
    public static ClassConfusion Between(Mat shown, Mat said, int classes)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(said);
        if (shown.Size() != said.Size() || shown.Type() != MatType.CV_8UC1 || said.Type() != MatType.CV_8UC1)
            throw new ArgumentException(
                $"{said.Width} x {said.Height} pixels of {said.Type()} are compared with {shown.Width} x "
                + $"{shown.Height} of {shown.Type()}; expected one size, and {MatType.CV_8UC1}.", nameof(said));
        long[] counts = new long[classes * classes];
        ReadOnlySpan<byte> truth = shown.AsSpan<byte>(), answer = said.AsSpan<byte>();
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] == LabelMap.None) continue;
            if (truth[i] >= classes || answer[i] >= classes)
                throw new ArgumentException(
                    $"A pixel shows class {truth[i]} and was taken for {answer[i]}; expected 0 to {classes - 1}.",
                    nameof(said));
            counts[truth[i] * classes + answer[i]]++;
        }
        return new ClassConfusion(classes, counts);
    }

    /// <summary>All counts of several pictures together.</summary>
    /// <param name="parts">At least one, of as many classes each.</param>
    public static ClassConfusion Sum(IEnumerable<ClassConfusion> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Aggregate((sum, next) =>
            new ClassConfusion(sum.Classes, [.. sum._counts.Zip(next._counts, (left, right) => left + right)]));
    }

    /// <summary>
    /// Of the pixels that show a class or were taken for it, the share that is both, in [0, 1]; null for a class that
    /// no pixel shows.
    /// </summary>
    public double? IntersectionOverUnion(int index)
    {
        long shown = 0, said = 0;
        for (int other = 0; other < Classes; other++)
        {
            shown += this[index, other];
            said += this[other, index];
        }
        return shown == 0 ? null : this[index, index] / (double)(shown + said - this[index, index]);
    }
}
