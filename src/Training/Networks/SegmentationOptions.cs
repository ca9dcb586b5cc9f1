namespace DetectionSdk.Training;

/// <summary>Architecture of a <see cref="SegmentationNetwork"/>.</summary>
/// <param name="Classes">Number of classes.</param>
/// <param name="Width">Factor on the channels of ResNet-18.</param>
/// <param name="LastStageChannels">Channels of the encoder's last stage; null: 512 times the width.</param>
/// <param name="Arm">The size at which it answers, and which branches teach it.</param>
internal sealed record SegmentationOptions(int Classes, double Width, int? LastStageChannels, SegmentationArm Arm)
{
    /// <summary>Pixels of the answer per pixel of the input, in both directions.</summary>
    public int Factor => Arm == SegmentationArm.Full ? 1 : SuperResolutionBranch.Factor;

    /// <summary>Whether the answer is computed at its own size.</summary>
    public bool ComputesEnlarged => Arm >= SegmentationArm.Segment;

    /// <summary>Whether a branch rebuilds the picture in training.</summary>
    public bool HasSuperResolution => Arm >= SegmentationArm.SuperResolution;

    /// <summary>Whether the features of both branches are compared in training.</summary>
    public bool HasAffinity => Arm == SegmentationArm.Affinity;
}
