namespace DetectionSdk.Training;

/// <summary>
/// The target of a Reshape, as it was written down for one image of one size, for any number of images of any size.
/// </summary>
/// <param name="Input">Shape of what is reshaped, for one image of the file's own size.</param>
/// <param name="Target">Its shape afterwards.</param>
internal sealed record FixedShape(long[] Input, long[] Target)
{
    /// <summary>
    /// The target for another input: the batch comes first, and the side that grows with the image is found.
    /// </summary>
    public long[] For(long[] input, long batch)
    {
        long[] target = [.. Target];
        if (target.Length > 0 && target[0] == 1 && Input.Length > 0 && Input[0] == 1) target[0] = batch;
        if (input.Length == 4 && target.Length >= 3 && target[^2] == Input[2] && target[^1] == Input[3])
        {
            (target[^2], target[^1]) = (input[2], input[3]);
            return target;
        }
        int grows = Array.LastIndexOf(target, target.Skip(1).DefaultIfEmpty(0).Max());
        if (Product(target) != Product(input) && grows > 0) target[grows] = -1;
        return target;
    }

    private static long Product(long[] sides) => sides.Aggregate(1L, (product, side) => product * side);
}
