using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>
/// How an <see cref="AerisTrainer"/> trains. Degraded sizes are rounded to multiples of 32 in training; validation
/// images are degraded alike, or left clean if <see cref="TrainerOptions.Degradation"/> is null.
/// </summary>
public sealed record AerisTrainerOptions : TrainerOptions
{
    /// <summary>
    /// Factor on all channel counts of the network, see <see cref="AerisNetworkOptions.Width"/>. Default 0.5.
    /// </summary>
    public double Width { get; init; } = 0.5;

    /// <summary>
    /// Channels of the network's last stage, see <see cref="AerisNetworkOptions.LastStageChannels"/>. Default null.
    /// </summary>
    public int? LastStageChannels { get; init; }

    /// <summary>
    /// What the network starts from. The folder of a former run: all that has the same shape, so the head may find
    /// other classes. An ONNX file of a ResNet-18, for example one trained on ImageNet or an exported model: the
    /// encoder, of which only the last stage may have another width, and is then random. Normalisations that are read
    /// keep their statistics. Default null: random weights.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>
    /// Share of the learning rate with which an encoder that did not start from random weights learns. In [0, 1],
    /// default 0.2.
    /// </summary>
    public double PretrainedLearningShare { get; init; } = 0.2;

    /// <summary>
    /// The decoder that restores the clean image in training. Default <see cref="RestorationKind.Arbitrary"/>.
    /// </summary>
    public RestorationKind Restoration { get; init; } = RestorationKind.Arbitrary;

    /// <summary>Weight of the restoration loss. At least 0, default 0.4 as in AERIS.</summary>
    public double RestorationWeight { get; init; } = 0.4;

    /// <summary>
    /// Share of training batches that are left clean, so that the network keeps seeing what it should not forget. In
    /// [0, 1], default 0 as in AERIS.
    /// </summary>
    public double CleanShare { get; init; }

    /// <summary>
    /// Share of the steps in which batch normalisation uses the statistics of the batch; after them it uses constant
    /// ones, as it does when detecting. All images of a batch have one scale, so a network that only knew batch
    /// statistics fails at scales far from the mean. In [0, 1], default 0.05: a start-up, after which the layers only
    /// scale and shift.
    /// </summary>
    public double NormalizationShare { get; init; } = 0.05;

    /// <summary>Steps between validations; there is always one at the end. At least 1, default 1,000.</summary>
    public int ValidationInterval { get; init; } = 1000;

    /// <summary>
    /// Options of one arm of the comparison, all else default: what was found best on photographs
    /// (docs/results/aeris.md). Sizes drawn evenly instead of scales, half of the batches clean; the restoration weight
    /// is 40 with our decoder, and the published 0.4 with the released one. What is best depends on the start too:
    /// width 1 with 96 channels in the last stage and <see cref="InitialWeights"/> of ImageNet's ResNet-18, as
    /// <c>detsdk train aeris</c> sets them, are left to the caller.
    /// </summary>
    /// <param name="arm">The arm.</param>
    public static AerisTrainerOptions For(TrainingArm arm)
    {
        AerisTrainerOptions degraded = new()
        {
            Degradation = DegradationPipeline.Aeris,
            CleanShare = 0.5,
            Restoration = RestorationKind.None,
        };
        return arm switch
        {
            TrainingArm.Clean => degraded with { Degradation = null },
            TrainingArm.Degraded => degraded,
            TrainingArm.AerisReleased => degraded with { Restoration = RestorationKind.Released },
            TrainingArm.Aeris => degraded with { Restoration = RestorationKind.Arbitrary, RestorationWeight = 40 },
            _ => throw new ArgumentOutOfRangeException(nameof(arm), arm, "Not a training arm."),
        };
    }

    internal override void Validate()
    {
        base.Validate();
        RequireAtLeast(ValidationInterval, 1, nameof(ValidationInterval));
        Require(
            RestorationWeight >= 0 && double.IsFinite(RestorationWeight), RestorationWeight, nameof(RestorationWeight),
            "at least 0");
        Require(CleanShare is >= 0 and <= 1, CleanShare, nameof(CleanShare), "in [0, 1]");
        Require(
            PretrainedLearningShare is >= 0 and <= 1, PretrainedLearningShare, nameof(PretrainedLearningShare),
            "in [0, 1]");
        Require(NormalizationShare is >= 0 and <= 1, NormalizationShare, nameof(NormalizationShare), "in [0, 1]");
        NetworkOptions(classes: 1).Validate();
    }

    internal AerisNetworkOptions NetworkOptions(int classes) =>
        new() { Classes = classes, Width = Width, LastStageChannels = LastStageChannels, Restoration = Restoration };

    /// <summary>
    /// Larger images are shrunk to the size of the training crops: beyond it the network has seen nothing.
    /// </summary>
    internal DetectorExportOptions ExportOptions =>
        new() { InputSize = new OpenCvSharp.Size(Augmentation.CropSize, Augmentation.CropSize) };
}
