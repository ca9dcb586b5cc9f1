using System.Collections;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx;

/// <summary>The calibration pictures, counted and compared while they are read for the first time.</summary>
internal sealed class CalibrationPictures(
    IEnumerable<IReadOnlyCollection<NamedOnnxValue>> pictures, CancellationToken cancellationToken)
    : IEnumerable<IReadOnlyCollection<NamedOnnxValue>>
{
    // Mean distance of two pictures in parts of their range: one level of 8 bits.
    private const float Alike = 1 / 255f;

    private float[]? _first;
    private bool _areAlike = true;

    /// <summary>Pictures of the last reading.</summary>
    public int Count { get; private set; }

    /// <exception cref="CalibrationException">There are none, or they show one and the same.</exception>
    public void RequireDifferent()
    {
        if (Count == 0)
            throw new CalibrationException("There is no calibration picture; expected some hundred.");
        if (_areAlike)
            throw new CalibrationException(
                Count == 1
                    ? "There is 1 calibration picture; expected some hundred different ones."
                    : $"The {Count} calibration pictures are all alike: none is on average as much as one of 255 "
                    + "levels from the first. Expected pictures as different as those that the model will see.");
    }

    /// <summary>Some of the pictures, spread evenly over all, once they have been read.</summary>
    public IEnumerable<IReadOnlyCollection<NamedOnnxValue>> Spread(int wanted)
    {
        int step = Math.Max(1, Count / wanted);
        return this.Where((_, i) => i % step == 0).Take(wanted);
    }

    public IEnumerator<IReadOnlyCollection<NamedOnnxValue>> GetEnumerator()
    {
        int count = 0;
        foreach (IReadOnlyCollection<NamedOnnxValue> picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_areAlike) Compare(picture.First());
            Count = Math.Max(Count, ++count);
            yield return picture;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Compare(NamedOnnxValue image)
    {
        float[] values = image.Value switch
        {
            DenseTensor<float> floats => floats.ToArray(),
            DenseTensor<byte> bytes => [.. bytes.Select(value => (float)value)],
            _ => [],
        };
        if (_first is null) _first = values;
        else if (!IsAlike(_first, values)) _areAlike = false;
    }

    private static bool IsAlike(float[] one, float[] other)
    {
        if (one.Length != other.Length || one.Length == 0) return false;
        float low = Math.Min(TensorPrimitives.Min<float>(one), TensorPrimitives.Min<float>(other));
        float high = Math.Max(TensorPrimitives.Max<float>(one), TensorPrimitives.Max<float>(other));
        float[] distance = new float[one.Length];
        TensorPrimitives.Subtract(one, other, distance);
        return TensorPrimitives.SumOfMagnitudes<float>(distance) / one.Length <= Alike * (high - low);
    }
}
