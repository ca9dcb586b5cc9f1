namespace DetectionSdk.Degradation;

/// <summary>
/// BSRGAN for x4 (Zhang et al., ICCV 2021; github.com/cszn/BSRGAN, utils_blindsr.py, degradation_bsrgan). Left out: the
/// camera-pipeline noise, for which no model was ever released; there the code does nothing either.
/// </summary>
internal static class BsrganPreset
{
    private static readonly ResizeMethod[] OpenCvMethods =
    [
        ResizeMethod.Bilinear, ResizeMethod.Bicubic, ResizeMethod.Area
    ];

    /// <summary>
    /// With probability 1/4 the image is halved first and then degraded as for x2; the output is a quarter of the input
    /// either way.
    /// </summary>
    public static EffectOptions[] Effects() =>
    [
        new OneOfOptions
        {
            Choices =
            [
                new(0.75, Degrade(scale: 4)),
                new(0.25, [Halve(), new ClipOptions(), .. Degrade(scale: 2)]),
            ],
        },
    ];

    private static OneOfOptions Halve() => OneOfOptions.Equally(
        [new DownsampleOptions { Scale = 2, Methods = OpenCvMethods }],
        [new DownsampleOptions { Scale = 2, Methods = [ResizeMethod.AntialiasedBicubic] }]);

    private static EffectOptions[] Degrade(int scale) =>
    [
        new ShuffleOptions
        {
            Groups =
            [
                [Blur(scale)],
                [Blur(scale)],
                [Shrink(scale), new ClipOptions()],
                [
                    new DownsampleOptions { Scale = 4, RelativeTo = ScaleReference.Input, Methods = OpenCvMethods },
                    new ClipOptions()
                ],
                [Noise(), new ClipOptions()],
                [
                    new ChanceOptions
                    {
                        Probability = 0.9,
                        Effects = [new JpegOptions { Quality = Distribution.Integers(30, 95) }],
                    }
                ],
            ],
            KeepOrder = [2, 3],
        },
        new JpegOptions { Quality = Distribution.Integers(30, 95) },
    ];

    /// <summary>
    /// Stretched kernels are drawn by eigenvalues of the covariance, round ones by standard deviation.
    /// </summary>
    private static OneOfOptions Blur(int scale) => OneOfOptions.Equally(
        [
            new GaussianBlurOptions
            {
                KernelSize = Distribution.Integers(7, 25, 2),
                SpreadX = (0, 4 + scale),
                SpreadY = (0, 4 + scale),
                Unit = SpreadUnit.Variance,
            }
        ],
        [new GaussianBlurOptions { KernelSize = Distribution.Integers(7, 25, 2), SpreadX = (0, 2 + 0.2 * scale) }]);

    /// <summary>
    /// A random resize, or a Gaussian centred on each block of scale x scale pixels and one pixel taken per block.
    /// </summary>
    private static OneOfOptions Shrink(int scale) => new()
    {
        Choices =
        [
            new(0.75, [new DownsampleOptions { Scale = (1, 2 * scale), Methods = OpenCvMethods }]),
            new(0.25,
            [
                new GaussianBlurOptions { KernelSize = 25, SpreadX = (0.1, 0.6 * scale), Shift = (scale - 1) / 2.0 },
                new DownsampleOptions { Scale = scale, Methods = [ResizeMethod.Nearest] },
            ]),
        ],
    };

    private static OneOfOptions Noise() => new()
    {
        Choices =
        [
            new(
                0.8,
                [new GaussianNoiseOptions { StandardDeviation = Distribution.Integers(2, 25), GreyProbability = 0.5 }]),
            new(0.2, [new CorrelatedNoiseOptions { Level = 25 }]),
        ],
    };
}
