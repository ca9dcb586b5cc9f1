namespace DetectionSdk.Studies;

/// <summary>A method in a <see cref="UsefulnessTable"/>.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Quality">PSNR, SSIM, IFC and NQM, means over the pictures; NaN where one has none.</param>
/// <param name="Score">Mean score of the task.</param>
/// <param name="Gain">Score less the baseline's, with an interval over the pictures.</param>
public sealed record UsefulnessRow(string Method, IReadOnlyList<double> Quality, double Score, BootstrapEstimate Gain);
