namespace DetectionSdk.Families;

/// <summary>An input that a network wants beside the image, such as the size of the image before scaling.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Values">
/// Its numbers for one image, converted to the type that the model states. An input of three axes gets one number per
/// pixel of the input, in rows; one of two axes one row of numbers per image; one of a single axis the numbers alone.
/// </param>
public sealed record ExtraInput(string Name, Func<ImagePlacement, IReadOnlyList<double>> Values);
