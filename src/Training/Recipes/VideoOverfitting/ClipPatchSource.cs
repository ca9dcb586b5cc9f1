using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Batches of patches of one clip, for networks that are fitted to it: of each network's chunk equally many, one after
/// the other; for a joint network more of the difficult ones. Every draw is seeded by (seed, step, index). Thread-safe.
/// </summary>
internal sealed class ClipPatchSource : SampleSource
{
    private readonly ClipPair _clip;
    private readonly PatchGrid _grid;
    private readonly VideoOverfittingRecipe _recipe;
    private readonly int[][] _patches; // by chunk

    /// <param name="clip">The frames; disposed with this.</param>
    /// <param name="grid">Their patches.</param>
    /// <param name="chunkOf">The chunk of each patch, frame after frame.</param>
    /// <param name="recipe">Batch size, seed, and how chunks are drawn from.</param>
    public ClipPatchSource(ClipPair clip, PatchGrid grid, byte[] chunkOf, VideoOverfittingRecipe recipe)
    {
        _clip = clip;
        _grid = grid;
        _recipe = recipe;
        _patches =
        [
            .. Enumerable.Range(0, recipe.Chunks)
                .Select(chunk => Enumerable.Range(0, chunkOf.Length).Where(i => chunkOf[i] == chunk).ToArray())
        ];
    }

    public override TrainingBatch Make(long step)
    {
        long seed = RandomSource.DeriveSeed(_recipe.Seed, step);
        Size low = _grid.PatchSize, clean = new(low.Width * _recipe.Network.Scale, low.Height * _recipe.Network.Scale);
        TrainingBatch batch = new(step, _recipe.BatchSize, low, clean) { IsDegraded = true };
        for (int i = 0; i < batch.Count; i++) Add(batch, i, new RandomSource(RandomSource.DeriveSeed(seed, i)));
        return batch;
    }

    public override void Dispose()
    {
        _clip.Dispose();
        base.Dispose();
    }

    private void Add(TrainingBatch batch, int index, RandomSource random)
    {
        int chunk = _recipe.Joint ? random.NextIndex(_recipe.ChunkWeights) : index * _patches.Length / batch.Count;
        (int frame, int place) = Math.DivRem(
            _patches[chunk][random.NextIndex(_patches[chunk].Length)], _grid.Places.Count);
        using Mat low = _grid.Low(_clip, frame, place), original = _grid.Original(_clip, frame, place);
        batch.Names.Add($"frame {frame} at {_grid.Places[place].X}, {_grid.Places[place].Y}");
        batch.Write(index, low, original);
    }
}
