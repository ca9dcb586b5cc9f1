namespace DetectionSdk.Degradation;

/// <summary>The effects of AERIS (github.com/cuiziteng/ECCV_AERIS, deg_train.py and kernel.py).</summary>
internal static class AerisPresets
{
    /// <summary>As released: the low-resolution side of a 512-pixel crop is 32 k, k uniform on 4 .. 16.</summary>
    public static EffectOptions[] Training()
    {
        Distribution[] scales = [.. Enumerable.Range(4, 13).Select(k => Distribution.Constant(16.0 / k))];
        return [Blur(), new DownsampleOptions { Scale = Distribution.OneOf(scales) }, Noise()];
    }

    /// <summary>As described: s uniform on [1, 4].</summary>
    public static EffectOptions[] Mixed() => [Blur(), new DownsampleOptions { Scale = (1, 4) }, Noise()];

    /// <summary>The spreads are eigenvalues of the covariance, although the code calls them sigma.</summary>
    private static OneOfOptions Blur() => OneOfOptions.Equally(
        [],
        [new GaussianBlurOptions { SpreadX = (0.1, 2.4), Unit = SpreadUnit.Variance }],
        [
            new GaussianBlurOptions
            {
                SpreadX = (0.5, 6), SpreadY = (0.5, 6), SpreadYUpToX = true, Unit = SpreadUnit.Variance,
            },
        ]);

    private static GaussianNoiseOptions Noise() => new() { StandardDeviation = (0, 25) };
}
