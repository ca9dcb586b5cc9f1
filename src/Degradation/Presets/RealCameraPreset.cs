namespace DetectionSdk.Degradation;

/// <summary>
/// Pictures as cameras outdoors send them, a mixture of what <see cref="CctvPreset"/> leaves out: weather, night,
/// motion, dirt. Every branch is moderate, so that objects remain to be seen; docs/guides/degradation.md has the
/// sources.
/// </summary>
internal static class RealCameraPreset
{
    public static EffectOptions[] Effects() =>
    [
        new OneOfOptions
        {
            Choices =
            [
                new(0.25, Day()),
                new(0.2, Fog()),
                new(0.2, InfraredNight()),
                new(0.15, LowLight()),
                new(0.1, Motion()),
                new(0.1, Weather()),
            ],
        },
        new ChanceOptions { Probability = 0.3, Effects = [InCameraSharpening()] },
        Coding(),
    ];

    private static EffectOptions[] Day() =>
    [
        Lens(),
        new ChanceOptions { Probability = 0.3, Effects = [new ExposureOptions { Stops = (0.3, 1.5) }] },
        new ChanceOptions { Probability = 0.3, Effects = [new WhiteBalanceOptions()] },
        Shrink(),
        SensorNoise(maximum: 6),
    ];

    private static EffectOptions[] Fog() =>
        [new FogOptions(), Lens(), Shrink(), SensorNoise(maximum: 4)];

    /// <summary>The lamp lights fog and rain in front of the camera, too; the noise has no colours either.</summary>
    private static EffectOptions[] InfraredNight() =>
    [
        new InfraredOptions(),
        new ChanceOptions { Probability = 0.3, Effects = [LitFog()] },
        new ChanceOptions { Probability = 0.15, Effects = [LitRain()] },
        Lens(),
        Shrink(),
        new PoissonNoiseOptions { Peak = Distribution.LogUniform(300, 10000), GreyProbability = 1 },
    ];

    private static FogOptions LitFog() =>
        new() { Transmission = (0.3, 0.8), Airlight = (0.15, 0.5), NearDepth = (0.3, 1) };

    private static PrecipitationOptions LitRain() =>
        new() { Density = (0.5, 5), Length = (10, 40), Width = Distribution.Integers(1, 4), Opacity = (0.3, 0.9) };

    /// <summary>0.1 to 1 times the linear light is left after the gain.</summary>
    private static EffectOptions[] LowLight() =>
    [
        Lens(),
        new ChanceOptions
        {
            Probability = 0.5, Effects = [new WhiteBalanceOptions { Red = (1, 1.3), Blue = (0.6, 1) }],
        },
        Shrink(),
        new LowLightOptions
        {
            Exposure = (0.1, 0.5),
            FullWell = Distribution.LogUniform(500, 10000),
            ReadNoise = (0.5, 3),
            Gain = (1, 2),
        },
    ];

    private static EffectOptions[] Motion() =>
    [
        OneOfOptions.Equally([new MotionBlurOptions { Length = (2, 10) }], [new InterlaceOptions()]),
        Shrink(),
        SensorNoise(maximum: 6),
    ];

    private static EffectOptions[] Weather() =>
    [
        OneOfOptions.Equally(
            [new FogOptions { Transmission = (0.4, 0.9) }, new PrecipitationOptions()],
            [
                new FogOptions { Transmission = (0.4, 0.9) },
                new PrecipitationOptions { Length = (0, 4), Width = Distribution.Integers(1, 4), Opacity = (0.4, 0.9) }
            ],
            [new LensDirtOptions()],
            [new WaterDropsOptions()]),
        Shrink(),
        SensorNoise(maximum: 5),
    ];

    private static OneOfOptions Lens() => OneOfOptions.Equally(
        [],
        [new GaussianBlurOptions { SpreadX = (0.3, 1.2) }],
        [new DefocusBlurOptions { Radius = (0.5, 1.5) }]);

    private static DownsampleOptions Shrink() => new()
    {
        Scale = Distribution.Mixture((0.3, 1), (0.7, (1, 3))),
        Methods = [ResizeMethod.Area, ResizeMethod.Bilinear],
    };

    private static GaussianNoiseOptions SensorNoise(double maximum) =>
        new() { StandardDeviation = (0, maximum), GreyProbability = 0.3 };

    private static SharpenOptions InCameraSharpening() =>
        new() { Amount = (0.3, 1.5), KernelSize = Distribution.Integers(3, 7, 2), Threshold = 0 };

    /// <summary>A camera's JPEG, one of a recorder behind it, or a frame of a video.</summary>
    private static OneOfOptions Coding() => OneOfOptions.Equally(
        [new JpegOptions { Quality = Distribution.Integers(40, 95) }],
        [
            new JpegOptions { Quality = Distribution.Integers(30, 90) },
            new JpegOptions { Quality = Distribution.Integers(50, 95) }
        ],
        [new WebPOptions()]);
}
