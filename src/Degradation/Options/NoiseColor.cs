namespace DetectionSdk.Degradation;

/// <summary>How the noise of the three channels of a pixel hangs together.</summary>
public enum NoiseColor
{
    /// <summary>Independent in every channel.</summary>
    Color,

    /// <summary>The same value in every channel.</summary>
    Grey,
}
