namespace DetectionSdk.Degradation;

/// <summary>
/// Second-order degradation of Real-ESRGAN x4 (Wang et al., ICCVW 2021; github.com/xinntao/Real-ESRGAN,
/// train_realesrgan_x4plus.yml and realesrgan_model.py). Two differences: JPEG is the real codec with whole qualities
/// where training used a differentiable imitation, and every image draws its own resize factors where training shares
/// them in a batch.
/// </summary>
internal static class RealEsrganPreset
{
    private const double Scale = 4;

    public static EffectOptions[] Effects() =>
    [
        new SharpenOptions(),
        Blur(maximumSigma: 3),
        Resize(up: 0.2, down: 0.7, keep: 0.1, minimum: 0.15, maximum: 1.5, ScaleReference.Current),
        Noise(maximumSigma: 30, maximumPoissonScale: 3),
        new ClipOptions(),
        Jpeg(),
        new ChanceOptions { Probability = 0.8, Effects = [Blur(maximumSigma: 1.5)] },
        Resize(up: 0.3, down: 0.4, keep: 0.3, minimum: 0.3, maximum: 1.2, ScaleReference.Input),
        Noise(maximumSigma: 25, maximumPoissonScale: 2.5),
        new ClipOptions(),
        OneOfOptions.Equally([.. FinalResize(), new ClipOptions(), Jpeg()], [Jpeg(), .. FinalResize()]),
        new QuantizeOptions(),
    ];

    private static JpegOptions Jpeg() => new() { Quality = Distribution.Integers(30, 95) };

    private static OneOfOptions Blur(double maximumSigma) => new()
    {
        Choices = [new(0.1, [Sinc()]), new(0.9, [Gaussian(maximumSigma)])],
    };

    /// <summary>
    /// Small kernels do not cut below pi/3, larger ones not below pi/5. Three of the eight sizes are below 13.
    /// </summary>
    private static OneOfOptions Sinc() => new()
    {
        Choices =
        [
            new(
                3,
                [
                    new SincBlurOptions
                    {
                        KernelSize = Distribution.Integers(7, 11, 2),
                        Cutoff = (Math.PI / 3, Math.PI),
                    }
                ]),
            new(
                5,
                [
                    new SincBlurOptions
                    {
                        KernelSize = Distribution.Integers(13, 21, 2),
                        Cutoff = (Math.PI / 5, Math.PI),
                    }
                ]),
        ],
    };

    private static OneOfOptions Gaussian(double maximumSigma)
    {
        GaussianBlurOptions round = new() { SpreadX = (0.2, maximumSigma) };
        GaussianBlurOptions stretched = round with { SpreadY = (0.2, maximumSigma), Angle = (-Math.PI, Math.PI) };
        Distribution generalized = Distribution.OneOf((0.5, 1), (1, 4));
        Distribution plateau = Distribution.OneOf(1, (1, 2));
        return new()
        {
            Choices =
            [
                new(0.45, [round]),
                new(0.25, [stretched]),
                new(0.12, [round with { Beta = generalized }]),
                new(0.03, [stretched with { Beta = generalized }]),
                new(0.12, [round with { Profile = KernelProfile.Plateau, Beta = plateau }]),
                new(0.03, [stretched with { Profile = KernelProfile.Plateau, Beta = plateau }]),
            ],
        };
    }

    /// <summary>In the second round the factor is relative to the final size, input / 4.</summary>
    private static ResizeOptions Resize(
        double up, double down, double keep, double minimum, double maximum, ScaleReference relativeTo)
    {
        double unit = relativeTo == ScaleReference.Input ? 1 / Scale : 1;
        return new()
        {
            Factor = Distribution.Mixture((up, (unit, maximum * unit)), (down, (minimum * unit, unit)), (keep, unit)),
            RelativeTo = relativeTo,
        };
    }

    private static OneOfOptions Noise(double maximumSigma, double maximumPoissonScale) => OneOfOptions.Equally(
        [new GaussianNoiseOptions { StandardDeviation = (1, maximumSigma), GreyProbability = 0.4 }],
        [new PoissonNoiseOptions { Scale = (0.05, maximumPoissonScale), GreyProbability = 0.4 }]);

    private static EffectOptions[] FinalResize() =>
    [
        new DownsampleOptions
        {
            Scale = Scale,
            RelativeTo = ScaleReference.Input,
            Methods = [ResizeMethod.Area, ResizeMethod.Bilinear, ResizeMethod.Bicubic],
        },
        new ChanceOptions { Probability = 0.8, Effects = [new SincBlurOptions { Cutoff = (Math.PI / 3, Math.PI) }] },
    ];
}
