namespace DetectionSdk.Degradation;

public sealed partial class DegradationPipeline
{
    /// <summary>
    /// What AERIS (Cui et al., ECCV 2022) trains with, after its released code: blur (none, round or stretched
    /// Gaussian, a third each), down-sampling by s = 16/k with k uniform on 4 .. 16 (so s is not uniform, mean 1.90) by
    /// nearest, bilinear or bicubic without anti-aliasing, then colour noise of U(0, 25) levels. Nothing is clipped or
    /// rounded: use <see cref="DegradationPlan.ApplyFloat"/>. For a 512-pixel crop the sides are 32 k; for other sizes
    /// they are the side divided by s, rounded to the pixel.
    /// </summary>
    public static DegradationPipeline Aeris { get; } = new(AerisPresets.Training());

    /// <summary>
    /// AERIS as its paper describes it: s uniform on [1, 4], and the result clipped and rounded to 8 bit.
    /// </summary>
    public static DegradationPipeline AerisPaper { get; } = new([.. AerisPresets.Mixed(), new QuantizeOptions()]);

    /// <summary>
    /// A mixed low-quality test set in the manner of COCO-d, whose generator was never published: blur, s uniform on
    /// [1, 4] and noise as in <see cref="AerisPaper"/>, then JPEG of quality 95, which is how COCO-d's images are
    /// stored.
    /// </summary>
    public static DegradationPipeline CocoD { get; } = new([.. AerisPresets.Mixed(), new JpegOptions { Quality = 95 }]);

    /// <summary>
    /// BSRGAN for x4 (Zhang et al., ICCV 2021): two blurs, two resizes, noise and JPEG in random order, then JPEG. The
    /// output is a quarter of the input. Images need sides of 104 px or more, since a 25-pixel kernel can meet an image
    /// already shrunk by 8.
    /// </summary>
    public static DegradationPipeline Bsrgan { get; } = new(BsrganPreset.Effects());

    /// <summary>
    /// Real-ESRGAN for x4 (Wang et al., ICCVW 2021): sharpened, then twice blur, resize, noise and JPEG, with sinc
    /// ringing at the end. The output is a quarter of the input. Images need sides of 70 px or more.
    /// </summary>
    public static DegradationPipeline RealEsrgan { get; } = new(RealEsrganPreset.Effects());

    /// <summary>
    /// What cheap surveillance cameras do: blur, motion, s uniform on [1, 4] with area or bilinear sampling, sensor
    /// noise or poor light, sharpening, JPEG 30 .. 90. Our own choice, compared with real clips; ends in 8 bit. Images
    /// need sides of 14 px or more, those of the AERIS presets 11.
    /// </summary>
    public static DegradationPipeline Cctv { get; } = new(CctvPreset.Effects());

    /// <summary>
    /// What real cameras do to pictures beyond <see cref="Cctv"/>: days, fog, infra-red nights, low light, motion and
    /// interlace, rain, snow and a dirty lens, each moderate, on s = 1 (3 in 10) or uniform on [1, 3]; in the end JPEG
    /// once or twice, or WebP. Ends in 8 bit. Images need sides of 11 px or more.
    /// </summary>
    public static DegradationPipeline RealCamera { get; } = new(RealCameraPreset.Effects());

    /// <summary>
    /// Half <see cref="CocoD"/>, half <see cref="RealCamera"/>: what detectors are made robust with, unless told
    /// otherwise.
    /// </summary>
    public static DegradationPipeline Robust { get; } = OneOf((1, CocoD), (1, RealCamera));

    /// <summary>The names that <see cref="FromPreset"/> knows.</summary>
    public static IReadOnlyList<string> PresetNames { get; } =
    [
        "aeris", "aeris-paper", "coco-d", "bsrgan", "real-esrgan", "cctv", "real-camera", "robust"
    ];

    /// <summary>A preset by the name it has on the command line.</summary>
    /// <exception cref="DegradationException">There is no such preset.</exception>
    public static DegradationPipeline FromPreset(string name) => name switch
    {
        "aeris" => Aeris,
        "aeris-paper" => AerisPaper,
        "coco-d" => CocoD,
        "bsrgan" => Bsrgan,
        "real-esrgan" => RealEsrgan,
        "cctv" => Cctv,
        "real-camera" => RealCamera,
        "robust" => Robust,
        _ =>
            throw new DegradationException(
                $"There is no preset '{name}'; expected one of {string.Join(", ", PresetNames)}."),
    };
}
