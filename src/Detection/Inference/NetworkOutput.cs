namespace DetectionSdk.Inference;

/// <summary>The output tensor of one run, <c>[batch, rows, columns]</c> as float32. Valid until the next run.</summary>
internal readonly ref struct NetworkOutput(ReadOnlySpan<float> values, int rows, int columns)
{
    private readonly ReadOnlySpan<float> _values = values;

    public int Rows => rows;

    public int Columns => columns;

    /// <summary>The part of one image, <c>[rows, columns]</c>.</summary>
    public ReadOnlySpan<float> Image(int index) => _values.Slice(index * rows * columns, rows * columns);
}
