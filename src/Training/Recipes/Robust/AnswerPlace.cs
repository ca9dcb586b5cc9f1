using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>One place of an answer, which turns the numbers of its box into pixels of the input and back.</summary>
/// <param name="Column">Column of its cell; 0 where boxes are in pixels.</param>
/// <param name="Row">Row of its cell; 0 where boxes are in pixels.</param>
/// <param name="Stride">Side of its cell in pixels; null where boxes are in pixels.</param>
internal readonly record struct AnswerPlace(int Column, int Row, int? Stride)
{
    /// <summary>The places of an answer in order.</summary>
    /// <param name="layout">What the numbers are.</param>
    /// <param name="side">Side of the square input in pixels.</param>
    /// <param name="count">Number of places.</param>
    public static IEnumerable<AnswerPlace> Of(AnswerLayout layout, int side, int count) =>
        layout.BoxInPixels
            ? Enumerable.Repeat(new AnswerPlace(0, 0, null), count)
            : from stride in layout.Strides!
              let cells = side / stride
              from cell in Enumerable.Range(0, cells * cells)
              select new AnswerPlace(cell % cells, cell / cells, stride);

    /// <summary>The box of four numbers.</summary>
    public Rect2d ToPixels(ReadOnlySpan<float> numbers)
    {
        (double x, double y, double width, double height) = Stride is { } stride
            ? ((numbers[0] + Column) * stride, (numbers[1] + Row) * stride, Math.Exp(numbers[2]) * stride,
                Math.Exp(numbers[3]) * stride)
            : (numbers[0], numbers[1], numbers[2], numbers[3]);
        return new Rect2d(x - width / 2, y - height / 2, width, height);
    }

    /// <summary>The four numbers of a box.</summary>
    public float[] FromPixels(Rect2d box)
    {
        double x = box.X + box.Width / 2, y = box.Y + box.Height / 2;
        return Stride is { } stride
            ?
            [
                (float)(x / stride - Column), (float)(y / stride - Row), (float)Math.Log(box.Width / stride),
                (float)Math.Log(box.Height / stride),
            ]
            : [(float)x, (float)y, (float)box.Width, (float)box.Height];
    }
}
