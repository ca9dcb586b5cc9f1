namespace DetectionSdk.Evaluation;

/// <summary>
/// The fixed parameters of COCO box evaluation, rounded as the reference has them: start + i * ((stop - start) / n),
/// and the last exact.
/// </summary>
internal static class CocoThresholds
{
    public const int MaximumDetections = 100;
    public const int Iou50 = 0;
    public const int Iou75 = 5;

    /// <summary>.50, .55, ... .95.</summary>
    public static readonly double[] Ious =
    [
        .. Enumerable.Range(0, 10).Select(i => i == 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9))
    ];

    /// <summary>0, .01, ... 1.</summary>
    public static readonly IReadOnlyList<double> Recalls =
        Array.AsReadOnly(Enumerable.Range(0, 101).Select(i => i * 0.01).ToArray());

    /// <summary>Bounds of the object's area in square pixels, both included.</summary>
    public static (double Low, double High) Bounds(CocoArea area) => area switch
    {
        CocoArea.Small => (0, 32 * 32),
        CocoArea.Medium => (32 * 32, 96 * 96),
        CocoArea.Large => (96 * 96, 1e10),
        _ => (0, 1e10),
    };
}

/// <summary>Size ranges of COCO evaluation.</summary>
internal enum CocoArea { All, Small, Medium, Large }
