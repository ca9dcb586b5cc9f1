namespace DetectionSdk.Training;

/// <summary>Where a network that enlarges is told what its picture shows.</summary>
public enum ConditionPlace
{
    /// <summary>Nowhere: the twin of the others.</summary>
    None,

    /// <summary>After every second block, where maps multiply and shift the features (SFT).</summary>
    Transform,

    /// <summary>At the first convolution alone, where what the transforms would be told is added.</summary>
    Input,

    /// <summary>As further channels of the picture: the maps themselves, without convolutions of their own.</summary>
    Channels,
}
