namespace DetectionSdk.Studies;

/// <summary>An arm of a <see cref="RegionStudy"/>: mean over the seeds, and their deviation.</summary>
/// <param name="Arm">Name of the arm.</param>
/// <param name="Seeds">Networks.</param>
/// <param name="Psnr">In decibels.</param>
/// <param name="BandError">Mean over the pictures of the mean over the classes that each shows, a share.</param>
/// <param name="EdgeError">Mean over the pictures.</param>
/// <param name="TextureError">Mean over the pictures, a share.</param>
/// <param name="ObjectPsnr">In decibels.</param>
/// <param name="Classes">Band error by class, mean over the pictures that show it; NaN where none does.</param>
/// <param name="ClassMean">Mean over the classes of these: rare classes count as much as common ones.</param>
public sealed record RegionRow(
    string Arm, int Seeds, (double Mean, double Deviation) Psnr, (double Mean, double Deviation) BandError,
    (double Mean, double Deviation) EdgeError, (double Mean, double Deviation) TextureError,
    (double Mean, double Deviation) ObjectPsnr, IReadOnlyList<(double Mean, double Deviation)> Classes,
    (double Mean, double Deviation) ClassMean);
