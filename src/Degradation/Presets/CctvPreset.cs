namespace DetectionSdk.Degradation;

/// <summary>
/// A cheap surveillance camera: soft lens, some motion, few pixels that average over their area, sensor noise (a fifth
/// of the time in poor light), sharpening in the camera, strong compression. The ranges are chosen so that sharpness,
/// noise and blocking of degraded photographs cover what eight clips of real cameras show;
/// docs/guides/degradation.md has the figures and what they do not cover.
/// </summary>
internal static class CctvPreset
{
    public static EffectOptions[] Effects() =>
    [
        OneOfOptions.Equally(
            [],
            [new GaussianBlurOptions { SpreadX = (0.3, 1.5) }],
            [new DefocusBlurOptions { Radius = (0.5, 2) }]),
        new ChanceOptions { Probability = 0.2, Effects = [new MotionBlurOptions { Length = (1, 8) }] },
        new DownsampleOptions { Scale = (1, 4), Methods = [ResizeMethod.Area, ResizeMethod.Bilinear] },
        new OneOfOptions { Choices = [new(0.8, [Daylight()]), new(0.2, [PoorLight()])] },
        new ChanceOptions { Probability = 0.5, Effects = [InCameraSharpening()] },
        new JpegOptions { Quality = Distribution.Integers(30, 90) },
    ];

    private static GaussianNoiseOptions Daylight() => new() { StandardDeviation = (0, 6) };

    /// <summary>
    /// The gain does not make up for the light: pictures get darker, 0.1 to 1.2 times the linear light.
    /// </summary>
    private static LowLightOptions PoorLight() => new()
    {
        Exposure = (0.1, 0.6),
        FullWell = Distribution.LogUniform(500, 10000),
        ReadNoise = (1, 5),
        Gain = (1, 2),
    };

    private static SharpenOptions InCameraSharpening() =>
        new() { Amount = (0.5, 2), KernelSize = Distribution.Integers(3, 7, 2), Threshold = 0 };
}
