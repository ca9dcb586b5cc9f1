using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Overlapping patches of a picture that was enlarged: squares of three input pixels, one at every input pixel, as
/// Zeyde et al. (2010) and those after them cut them.
/// </summary>
/// <param name="scale">Output pixels per input pixel.</param>
internal sealed class PatchGrid(int scale)
{
    private const int InputSide = 3;

    /// <summary>Output pixels of a patch.</summary>
    public int Length => Side * Side;

    private int Side => InputSide * scale;

    /// <summary>Whether a picture, before it is enlarged, holds a patch.</summary>
    public static bool Fits(Size input) => Math.Min(input.Width, input.Height) >= InputSide;

    /// <summary>
    /// What a patch looks like: first and second differences, over one input pixel, across and down.
    /// </summary>
    /// <param name="luma">The enlarged picture, CV_32FC1.</param>
    /// <returns>A new CV_32FC1 Mat, one row per patch.</returns>
    public Mat Describe(Mat luma)
    {
        using Mat across = Difference(luma, -1, 0, 1), bend = Difference(luma, 0.5f, -1, 0.5f);
        using Mat turned = Turn(luma), downTurned = Difference(turned, -1, 0, 1);
        using Mat bendTurned = Difference(turned, 0.5f, -1, 0.5f);
        using Mat down = Turn(downTurned), bendDown = Turn(bendTurned);
        Mat[] parts = [.. new[] { across, down, bend, bendDown }.Select(Cut)];
        Mat rows = new();
        Cv2.HConcat(parts, rows);
        foreach (Mat part in parts) part.Dispose();
        return rows;
    }

    /// <summary>The patches themselves, one row each.</summary>
    public Mat Cut(Mat picture)
    {
        (int rows, int columns) = Count(picture.Size());
        Mat patches = new(rows * columns, Length, MatType.CV_32FC1);
        for (int patch = 0; patch < rows * columns; patch++)
        {
            Span<float> target = patches.RowSpan<float>(patch);
            (int y, int x) = (patch / columns * scale, patch % columns * scale);
            for (int row = 0; row < Side; row++)
                picture.RowSpan<float>(y + row).Slice(x, Side).CopyTo(target[(row * Side)..]);
        }
        return patches;
    }

    /// <summary>Lays patches into a picture; where several overlap, their mean counts.</summary>
    public Mat Assemble(Mat patches, Size size)
    {
        (int rows, int columns) = Count(size);
        Mat sum = new(size, MatType.CV_32FC1, Scalar.All(0));
        using Mat count = new(size, MatType.CV_32FC1, Scalar.All(0));
        for (int patch = 0; patch < rows * columns; patch++)
        {
            ReadOnlySpan<float> values = patches.RowSpan<float>(patch);
            (int y, int x) = (patch / columns * scale, patch % columns * scale);
            for (int i = 0; i < values.Length; i++)
            {
                sum.RowSpan<float>(y + i / Side)[x + i % Side] += values[i];
                count.RowSpan<float>(y + i / Side)[x + i % Side]++;
            }
        }
        Cv2.Divide(sum, count, sum);
        return sum;
    }

    private (int Rows, int Columns) Count(Size size) =>
        (size.Height / scale - InputSide + 1, size.Width / scale - InputSide + 1);

    private static Mat Turn(Mat picture)
    {
        Mat turned = new();
        Cv2.Transpose(picture, turned);
        return turned;
    }

    private Mat Difference(Mat luma, float before, float here, float after)
    {
        using Mat kernel = new(1, 2 * scale + 1, MatType.CV_32FC1, Scalar.All(0));
        kernel.Set(0, 0, before);
        kernel.Set(0, scale, here);
        kernel.Set(0, 2 * scale, after);
        Mat difference = new();
        Cv2.Filter2D(luma, difference, MatType.CV_32F, kernel);
        return difference;
    }
}
