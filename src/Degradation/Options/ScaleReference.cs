namespace DetectionSdk.Degradation;

/// <summary>Which size a scale is relative to.</summary>
public enum ScaleReference
{
    /// <summary>The size at this point of the pipeline.</summary>
    Current,

    /// <summary>The size of the pipeline's input: fixes the final size whatever happened before.</summary>
    Input,
}
