namespace DetectionSdk.Training;

/// <summary>
/// Which image comes when: every epoch is its own shuffle of all images, a function of seed and epoch alone. Batches
/// run across epochs.
/// </summary>
internal static class BatchOrder
{
    /// <summary>Indices of the images of one step, from the endless row of shuffled epochs.</summary>
    public static int[] Indices(int seed, long step, int batchSize, int imageCount)
    {
        int[] indices = new int[batchSize];
        long shuffledEpoch = -1;
        int[] order = [];
        for (int i = 0; i < batchSize; i++)
        {
            (long epoch, long position) = Math.DivRem(step * batchSize + i, imageCount);
            if (epoch != shuffledEpoch) order = Shuffle(seed, shuffledEpoch = epoch, imageCount);
            indices[i] = order[position];
        }

        return indices;
    }

    private static int[] Shuffle(int seed, long epoch, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new SubtractiveRandom(Seeds.Derive(seed, epoch)).Shuffle(order.AsSpan());
        return order;
    }
}
