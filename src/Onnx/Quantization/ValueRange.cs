namespace DetectionSdk.Onnx;

/// <summary>Between which values those of a tensor lie; 0 is always one of them.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    public static ValueRange Of(float low, float high) => new(Math.Min(low, 0), Math.Max(high, 0));

    public ValueRange Join(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}
