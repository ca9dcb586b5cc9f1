namespace DetectionSdk.Families;

/// <summary>Order of the channels of an image in a tensor.</summary>
public enum ColourOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}
