using DetectionSdk.Imaging;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What the network and its pathfinder make of crops that training drew: the noise of each, the squared error along
/// each path, and what each block is said to be worth.
/// </summary>
/// <param name="Paths">The paths.</param>
/// <param name="Noise">By crop, as <see cref="NoiseRouter.NoiseOf"/> measures it.</param>
/// <param name="Errors">By crop and path, in grey levels squared.</param>
/// <param name="Worth">By crop and block.</param>
internal sealed record PathJudgement(
    PathSet Paths, IReadOnlyList<double> Noise, IReadOnlyList<double[]> Errors, IReadOnlyList<double[]> Worth)
{
    private const int Crops = 512, Rows = 16, Halvings = 60;

    /// <summary>Judges the first five hundred crops of a training.</summary>
    public static PathJudgement Of(PathRestoreNetwork network, PathRestoreRecipe recipe, SampleSource samples)
    {
        List<double> noise = [];
        List<double[]> errors = [], worth = [];
        Device device = network.parameters().First().device;
        for (long step = 0; step * recipe.BatchSize < Crops; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            using TrainingBatch batch = samples.Make(step);
            BatchTensors tensors = BatchTensors.From(batch, device);
            noise.AddRange(Enumerable.Range(0, batch.Count).Select(i => NoiseOf(batch, i)));
            worth.AddRange(Numbers(network.Finder.call(tensors.Images)));
            errors.AddRange(Numbers(stack(
                [.. recipe.Paths.Paths.Select(path => ErrorsAlong(path, network.Restorer, tensors))], 1)));
        }
        return new PathJudgement(recipe.Paths, noise, errors, worth);
    }

    /// <summary>
    /// What is to be added to a block's worth, so that a share of all blocks is taken on these crops.
    /// </summary>
    public double ShiftFor(double share) =>
        Solve(-Largest(Worth), Largest(Worth), shift => ShareOf(Chosen(shift)) >= share);

    /// <summary>The path that each crop takes where this is added to a block's worth.</summary>
    public IReadOnlyList<int> Chosen(double shift) =>
        [.. Worth.Select(worth => Paths.Best([.. worth.Select(block => block + shift)]))];

    /// <summary>
    /// A table of equally many crops per row, with the price of a block at which a share of all blocks is taken.
    /// </summary>
    public NoiseRouter LearnNoise(double share)
    {
        int[][] rows =
        [
            .. Enumerable.Range(0, Noise.Count).OrderBy(i => Noise[i]).Chunk((Noise.Count + Rows - 1) / Rows)
        ];
        double[] levels = [.. rows.Select(row => row.Average(i => Noise[i]))];
        double[][] errors =
        [
            .. rows.Select(row => Paths.Paths.Select((_, path) => row.Average(i => Errors[i][path])).ToArray())
        ];
        double price = -Solve(-Largest(errors), 0, negative => ShareOf(
            [.. errors.Select(row => Array.IndexOf(Priced(row, -negative), Priced(row, -negative).Min()))]) >= share);
        return new NoiseRouter(levels, [.. errors.Select(row => Priced(row, price))]);
    }

    /// <summary>Share of all blocks that paths take.</summary>
    public double ShareOf(IReadOnlyList<int> paths) =>
        paths.Average(path => PathSet.DepthOf(Paths.Paths[path]) / (double)Paths.Blocks);

    private double[] Priced(double[] errors, double price) =>
        [.. errors.Zip(Paths.Paths, (error, path) => error + price * PathSet.DepthOf(path))];

    private static double Largest(IReadOnlyList<double[]> numbers) =>
        numbers.Max(row => row.Max(Math.Abs)) + 1;

    /// <summary>The least number from which on something holds.</summary>
    private static double Solve(double low, double high, Predicate<double> holds)
    {
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            if (holds(middle)) high = middle;
            else low = middle;
        }
        return high;
    }

    private static Tensor ErrorsAlong(bool[] path, DynamicRestorer restorer, BatchTensors tensors)
    {
        long count = tensors.Images.shape[0];
        bool[] all = [.. Enumerable.Repeat(path, (int)count).SelectMany(taken => taken)];
        Tensor taken = tensor(all, [count, path.Length], device: tensors.Images.device);
        return PathRestoreLosses.Errors(
            restorer.Restore(tensors.Images, taken).clamp(HeldScalars.Zero, HeldScalars.One), tensors.Clean);
    }

    private static IEnumerable<double[]> Numbers(Tensor rows)
    {
        float[] values = rows.cpu().contiguous().data<float>().ToArray();
        return values.Select(value => (double)value).Chunk((int)rows.shape[1]);
    }

    private static double NoiseOf(TrainingBatch batch, int index)
    {
        int bytes = batch.InputSize.Width * batch.InputSize.Height * RgbPlanes.Channels;
        using Mat rgb = Mat.FromPixelData(
            batch.InputSize.Height, batch.InputSize.Width, MatType.CV_8UC3,
            batch.Images.Slice(index * bytes, bytes).ToArray());
        using Mat bgr = new();
        Cv2.CvtColor(rgb, bgr, ColorConversionCodes.RGB2BGR);
        return NoiseRouter.NoiseOf(bgr);
    }
}
