using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>
/// How a <see cref="SuperResolutionTrainer"/> trains. The degradation makes images that the network enlarges to the
/// size of the clean crop: for a network of one scale it must divide sizes by exactly that. Here its default, and null,
/// stand for clean bicubic shrinking by the network's scale, for a network of any scale by 1 to that.
/// </summary>
public sealed record SuperResolutionTrainerOptions : TrainerOptions
{
    /// <summary>
    /// Options with the defaults of this training: 5,000 steps of 8 crops of 192 pixels, zoom 0.8 to 1, learning rate
    /// 0.0005, gradients up to 1.
    /// </summary>
    public SuperResolutionTrainerOptions()
    {
        Steps = 5000;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 192, MinimumZoom = 0.8, MaximumZoom = 1, ColourJitter = 0 };
        LearningRate = 5e-4;
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 1;
        AverageDecay = 0.995;
    }

    /// <summary>The network. Default: EDSR-baseline of half the width, by four.</summary>
    public SuperResolutionOptions Network { get; init; } = new() { Width = 0.5 };

    /// <summary>What it is trained for. Default <see cref="SuperResolutionRecipe.Fidelity"/>.</summary>
    public SuperResolutionRecipe Recipe { get; init; }

    /// <summary>
    /// Folder of the run whose detector is served: an <see cref="AerisTrainer"/>'s. Needed by every recipe but
    /// fidelity.
    /// </summary>
    public string? Detector { get; init; }

    /// <summary>
    /// Folder of a super-resolution run with the same network to start from. Default null: bicubic enlargement.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>Weight of the L1 distance of the images (RGB in [0, 1]). At least 0, default 1.</summary>
    public double ImageWeight { get; init; } = 1;

    /// <summary>
    /// Weight of the detection loss, of the features' distance or, in the joint recipe, of both. At least 0. Default
    /// null: 0.03 for <see cref="SuperResolutionRecipe.TaskDriven"/>, 0.1 for the others. A detection loss alone is
    /// larger and noisier: in our study 0.1 cost 1 dB and gained nothing, 0.03 on whole photographs, at a learning rate
    /// of 0.0002, did better.
    /// </summary>
    public double? TaskWeight { get; init; }

    /// <summary>
    /// Share of the steps over which <see cref="TaskWeight"/> rises from zero, the gradual mix of task-driven
    /// super-resolution. In [0, 1], default 0: fixed from the start.
    /// </summary>
    public double GradualShare { get; init; }

    /// <summary>
    /// Share of the learning rate with which the detector learns in the joint recipe. In [0, 1], default 0.2.
    /// </summary>
    public double DetectorLearningShare { get; init; } = 0.2;

    internal override void Validate()
    {
        base.Validate();
        Network.Validate();
        Require(Enum.IsDefined(Recipe), Recipe, nameof(Recipe), "a known recipe");
        Require(
            TakesAnyScale || Augmentation.CropSize % Network.Scale == 0, Augmentation.CropSize,
            nameof(Augmentation.CropSize), $"a multiple of the scale {Network.Scale}");
        Require(ImageWeight >= 0 && double.IsFinite(ImageWeight), ImageWeight, nameof(ImageWeight), "at least 0");
        Require(
            AppliedTaskWeight >= 0 && double.IsFinite(AppliedTaskWeight), AppliedTaskWeight, nameof(TaskWeight),
            "at least 0");
        Require(GradualShare is >= 0 and <= 1, GradualShare, nameof(GradualShare), "in [0, 1]");
        Require(
            DetectorLearningShare is >= 0 and <= 1, DetectorLearningShare, nameof(DetectorLearningShare), "in [0, 1]");
        if (Recipe != SuperResolutionRecipe.Fidelity && Detector is null)
            throw new ArgumentException(
                $"SuperResolutionTrainerOptions.Detector is null; the recipe {Recipe} needs the run of the detector "
                + "that it serves.", nameof(Detector));
    }

    /// <summary>The degradation, with the default filled in.</summary>
    internal DegradationPipeline Shrinking =>
        Degradation ?? new DegradationPipeline([new DownsampleOptions { Scale = TakesAnyScale ? (1, Network.Scale) : Network.Scale, Methods = [ResizeMethod.AntialiasedBicubic] }]);

    /// <summary>The task's weight, with the default filled in.</summary>
    internal double AppliedTaskWeight => TaskWeight ?? (Recipe == SuperResolutionRecipe.TaskDriven ? 0.03 : 0.1);

    /// <summary>Whether the recipe learns from boxes, or from pixels alone.</summary>
    internal bool ReadsBoxes => Recipe is SuperResolutionRecipe.TaskDriven or SuperResolutionRecipe.Joint;

    private bool TakesAnyScale => Network.Architecture == SuperResolutionArchitecture.AnyScale;
}
