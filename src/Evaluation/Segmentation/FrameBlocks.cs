namespace DetectionSdk.Evaluation;

/// <summary>
/// Frames of a drive resemble one another, so an interval over frames is too narrow: blocks of consecutive ones are
/// what may be drawn independently.
/// </summary>
public static class FrameBlocks
{
    /// <summary>
    /// Cuts the pictures into blocks of neighbours within a drive. A drive is what a name says before its last
    /// underscore, such as <c>Seq05VD</c> of <c>Seq05VD_f00120.jpg</c>.
    /// </summary>
    /// <param name="dataSet">The pictures, in the order in which they were taken.</param>
    /// <param name="length">Pictures per block, at least 1; the last block of a drive may be shorter.</param>
    /// <returns>The indices of the pictures of each block.</returns>
    /// <exception cref="EvaluationException">They make fewer than two blocks.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Of(AnnotatedDataSet dataSet, int length)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int[][] blocks =
        [
            .. dataSet.Images.Index().GroupBy(pair => DriveOf(pair.Item.Name), pair => pair.Index)
                .SelectMany(drive => drive.Chunk(length))
        ];
        return blocks.Length >= 2
            ? blocks
            : throw new EvaluationException(
                $"{dataSet.Images.Count} pictures make {blocks.Length} block of {length}; expected at least 2 blocks.");
    }

    private static string DriveOf(string name)
    {
        int end = name.LastIndexOf('_');
        return end < 0 ? "" : name[..end];
    }
}
