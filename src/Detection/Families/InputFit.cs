namespace DetectionSdk.Families;

/// <summary>How an image is fitted into the input of a network.</summary>
public enum InputFit
{
    /// <summary>Scaled with its aspect ratio kept, centred, padded.</summary>
    LetterboxCentred,

    /// <summary>Scaled with its aspect ratio kept, in the top left corner, padded right and below.</summary>
    LetterboxTopLeft,

    /// <summary>Scaled to the input, whatever its aspect ratio.</summary>
    Stretch,

    /// <summary>
    /// Left at its size where the sides of the input are dynamic, padded right and below to a multiple of the stride.
    /// Where they are fixed, as <see cref="LetterboxTopLeft"/>, but never enlarged.
    /// </summary>
    Original,
}
