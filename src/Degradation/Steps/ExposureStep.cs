using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Multiplies by 2^stops in linear light (power 2.2) and clips to [0, 1].</summary>
/// <param name="Stops">Doublings of the light. 0 only clips.</param>
public sealed record ExposureStep(
    [property: ParameterRange(-8, 8, Unit = "stops")] double Stops) : DegradationStep
{
    private const double Gamma = 2.2;

    /// <inheritdoc/>
    protected override FormattableString Label => $"exposure {Stops:+0.0;-0.0;0}";

    internal override void Apply(Workspace work)
    {
        work.Image.ConvertTo(work.Image, MatType.CV_32FC3, Math.Pow(2, Stops / Gamma));
        PixelFormat.Clip(work.Image);
    }
}
