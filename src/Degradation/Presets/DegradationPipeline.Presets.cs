namespace DetectionSdk.Degradation;

public sealed partial class DegradationPipeline
{
    /// <summary>
    /// What AERIS (Cui et al., ECCV 2022) trains with, after its released code: blur (none, round or stretched Gaussian,
    /// a third each), down-sampling by s = 16/k with k uniform on 4 .. 16 (so s is not uniform, mean 1.90) by nearest,
    /// bilinear or bicubic without anti-aliasing, then colour noise of U(0, 25) levels. Nothing is clipped or rounded:
    /// use <see cref="DegradationPlan.ApplyFloat"/>. For a 512-pixel crop the sides are 32 k; for other sizes they are
    /// the side divided by s, rounded to the pixel.
    /// </summary>
    public static DegradationPipeline Aeris { get; } = new(AerisPresets.Training());

    /// <summary>AERIS as its paper describes it: s uniform on [1, 4], and the result clipped and rounded to 8 bit.</summary>
    public static DegradationPipeline AerisPaper { get; } = new([.. AerisPresets.Mixed(), new QuantizeOptions()]);

    /// <summary>
    /// A mixed low-quality test set in the manner of COCO-d, whose generator was never published: blur, s uniform on
    /// [1, 4] and noise as in <see cref="AerisPaper"/>, then JPEG of quality 95, which is how COCO-d's images are stored.
    /// </summary>
    public static DegradationPipeline CocoD { get; } = new([.. AerisPresets.Mixed(), new JpegOptions { Quality = 95 }]);

    /// <summary>The names that <see cref="FromPreset"/> knows.</summary>
    public static IReadOnlyList<string> PresetNames { get; } = ["aeris", "aeris-paper", "coco-d"];

    /// <summary>A preset by the name it has on the command line.</summary>
    /// <exception cref="DegradationException">There is no such preset.</exception>
    public static DegradationPipeline FromPreset(string name) => name switch
    {
        "aeris" => Aeris,
        "aeris-paper" => AerisPaper,
        "coco-d" => CocoD,
        _ => throw new DegradationException($"There is no preset '{name}'; expected one of {string.Join(", ", PresetNames)}."),
    };
}
