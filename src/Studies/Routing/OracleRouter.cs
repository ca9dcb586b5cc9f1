namespace DetectionSdk.Studies;

/// <summary>Knows the error that each part leaves of each tile: what no router can do better at its budget.</summary>
internal sealed class OracleRouter : ScoringRouter
{
    /// <summary>Squared error by tile and part of the next image.</summary>
    public IReadOnlyList<double[]> Errors { get; set; } = [];

    protected override IReadOnlyList<double[]> Score(IReadOnlyList<ImageTile> tiles, FrontEndContext context) =>
        [.. Errors.Select(errors => errors.Select(error => -error).ToArray())];
}
