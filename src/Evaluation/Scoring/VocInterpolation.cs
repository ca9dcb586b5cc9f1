namespace DetectionSdk.Evaluation;

/// <summary>How Pascal VOC turns a precision-recall curve into one number.</summary>
public enum VocInterpolation
{
    /// <summary>The area under the curve after making it fall monotonically: VOC 2010 to 2012.</summary>
    AllPoints,

    /// <summary>The mean of the best precisions from recall 0, .1, ... 1 on: VOC 2007.</summary>
    ElevenPoints,
}
