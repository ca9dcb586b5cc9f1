using DetectionSdk.Imaging;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using Scalar = TorchSharp.Scalar;

namespace DetectionSdk.Training;

/// <summary>
/// What the branches and the class module of ClassSR make of crops that training drew: the edges of each, the squared
/// error that each branch leaves, and the branch that the module chooses.
/// </summary>
/// <param name="Energies">By crop, as <see cref="EdgeRouter.EnergyOf"/> measures them.</param>
/// <param name="Errors">By crop and branch, in grey levels squared.</param>
/// <param name="Choices">By crop.</param>
internal sealed record TileJudgement(
    IReadOnlyList<double> Energies, IReadOnlyList<double[]> Errors, IReadOnlyList<int> Choices)
{
    private const int Crops = 2048, Rows = 16;

    /// <summary>Squared grey levels of a squared difference of 1.</summary>
    public static readonly Scalar GreyLevels = 255f * 255f;

    /// <summary>Judges the first two thousand crops of a training.</summary>
    public static TileJudgement Of(ClassSrNetwork network, ClassSrRecipe recipe, SampleSource samples)
    {
        List<double> energies = [];
        List<double[]> errors = [];
        List<int> choices = [];
        Device device = network.parameters().First().device;
        for (long step = 0; step * recipe.BatchSize < Crops; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            using TrainingBatch batch = samples.Make(step);
            BatchTensors tensors = BatchTensors.From(batch, device);
            float[][] each =
            [
                .. Enumerable.Range(0, network.Count)
                    .Select(branch => ErrorsOf(network.Enlarge(branch, tensors.Images, batch.CleanSize), tensors))
            ];
            errors.AddRange(Enumerable.Range(0, batch.Count).Select(i => each.Select(of => (double)of[i]).ToArray()));
            choices.AddRange(
                network.Router.call(tensors.Images).argmax(1).cpu().data<long>().Select(choice => (int)choice));
            energies.AddRange(Enumerable.Range(0, batch.Count).Select(i => EnergyOf(batch, i)));
        }
        return new TileJudgement(energies, errors, choices);
    }

    /// <summary>A table of equally many crops per row.</summary>
    public EdgeRouter LearnEdges()
    {
        int[][] rows =
        [
            .. Enumerable.Range(0, Energies.Count).OrderBy(i => Energies[i])
                .Chunk((Energies.Count + Rows - 1) / Rows)
        ];
        double[][] means =
        [
            .. rows.Select(row => Enumerable.Range(0, Errors[0].Length)
                .Select(branch => row.Average(i => Errors[i][branch])).ToArray())
        ];
        return new EdgeRouter([.. rows.Select(row => row.Average(i => Energies[i]))], means);
    }

    private static float[] ErrorsOf(Tensor enlarged, BatchTensors tensors)
    {
        Tensor difference = enlarged.clamp(HeldScalars.Zero, HeldScalars.One).sub(tensors.Clean);
        return difference.mul(difference).mean([1, 2, 3]).mul(GreyLevels).cpu().data<float>().ToArray();
    }

    private static double EnergyOf(TrainingBatch batch, int index)
    {
        int bytes = batch.InputSize.Width * batch.InputSize.Height * RgbPlanes.Channels;
        using Mat rgb = Mat.FromPixelData(
            batch.InputSize.Height, batch.InputSize.Width, MatType.CV_8UC3,
            batch.Images.Slice(index * bytes, bytes).ToArray());
        using Mat bgr = new();
        Cv2.CvtColor(rgb, bgr, ColorConversionCodes.RGB2BGR);
        return EdgeRouter.EnergyOf(bgr);
    }
}
