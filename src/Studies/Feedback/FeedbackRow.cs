namespace DetectionSdk.Studies;

/// <summary>How good the pictures of one step are, in decibels of the luma, means over the pictures.</summary>
/// <param name="Step">Step of the feedback from 1; 0 is bicubic enlarging.</param>
/// <param name="Psnr">Of the whole picture.</param>
/// <param name="NearBorders">
/// Of the pixels within <see cref="InstanceMaps.Reach"/> of a border of an instance, over the pictures that have any;
/// NaN where none has.
/// </param>
/// <param name="Inside">Of the instances, likewise.</param>
/// <param name="Outside">Of all else.</param>
public sealed record FeedbackRow(int Step, double Psnr, double NearBorders, double Inside, double Outside);
