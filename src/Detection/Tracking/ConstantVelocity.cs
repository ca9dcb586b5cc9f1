namespace DetectionSdk.Tracking;

/// <summary>
/// Kalman filter of one coordinate that moves at constant speed. With the diagonal noise that SORT and ByteTrack use,
/// the four coordinates of a box do not influence each other, so that their 8 x 8 filter falls apart into four of
/// these. Standard deviations follow the object's size, as in DeepSORT.
/// </summary>
internal struct ConstantVelocity(double position, double size)
{
    private const double PositionNoise = 1 / 20.0, VelocityNoise = 1 / 160.0;

    private double _variance = Square(2 * PositionNoise * size);
    private double _covariance;
    private double _velocityVariance = Square(10 * VelocityNoise * size);

    public double Position { get; private set; } = position;

    public double Velocity { get; private set; }

    /// <summary>Standard deviation of the position that <see cref="Predict"/> would leave.</summary>
    public readonly double DeviationAfter(double frames, double size) => Math.Sqrt(VarianceAfter(frames, size));

    /// <summary>Moves on by a number of frames; the uncertainty grows with each.</summary>
    public void Predict(double frames, double size)
    {
        Position += Velocity * frames;
        _variance = VarianceAfter(frames, size);
        _covariance += frames * _velocityVariance;
        _velocityVariance += frames * Square(VelocityNoise * size);
    }

    public void Correct(double measured, double size)
    {
        double total = _variance + Square(PositionNoise * size);
        double gain = _variance / total, velocityGain = _covariance / total, error = measured - Position;
        Position += gain * error;
        Velocity += velocityGain * error;
        _velocityVariance -= velocityGain * _covariance;
        _covariance -= gain * _covariance;
        _variance -= gain * _variance;
    }

    public void Stop() => Velocity = 0;

    private readonly double VarianceAfter(double frames, double size) =>
        _variance + frames * (2 * _covariance + frames * _velocityVariance) + frames * Square(PositionNoise * size);

    private static double Square(double value) => value * value;
}
