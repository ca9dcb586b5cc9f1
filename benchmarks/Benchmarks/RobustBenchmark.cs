using DetectionSdk.Evaluation;
using DetectionSdk.Training;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What a step of robustify adds to its tensor operations: the teacher's pass, the student's there and back, clipping
/// and AdamW of libtorch. Four images of 320 x 320, one thread. The argument is the detector.
/// </summary>
internal static class RobustBenchmark
{
    private const int Images = 4, Side = 320, Rounds = 40;

    public static void Run(string[] arguments)
    {
        TorchNative.Require();
        int before = get_num_threads();
        set_num_threads(1);
        Compare(new RobustRecipe { Model = arguments[0] });
        set_num_threads(before);
    }

    private static void Compare(RobustRecipe recipe)
    {
        using DisposeScope scope = NewDisposeScope();
        using TrainingPlan plan = recipe.Build(
            new TrainingData(new AnnotatedDataSet([], []), null), pretrained: null);
        using TrainingState state = new(plan, recipe);
        TrainingStep training = new(state, plan.Losses, recipe.MaximumGradientNorm, new RunFolder(Path.GetTempPath()));
        ScheduledStage stage = new StageSchedule(plan.Stages, recipe.Steps).At(0);
        using TrainingBatch batch = new(0, Images, new Size(Side, Side), new Size(Side, Side)) { IsDegraded = true };
        new Random(1).NextBytes(batch.Images);
        new Random(2).NextBytes(batch.Clean);
        using OnnxNetwork teacher = Load(recipe), student = Load(recipe);
        optim.Optimizer optimizer = optim.AdamW(student.parameters(), lr: 1e-6);
        Tensor clean = rand(Images, 3, Side, Side).mul(255), poor = rand(Images, 3, Side, Side).mul(255);
        Interleaved.Run(Rounds, 1,
            ("training step", () => training.Take(batch, stage, recipe.LearningRate)),
            ("bare operations", () => Step(teacher, student, optimizer, clean, poor)))
            .Print($"{Images} images of {Side} x {Side}, one thread");
    }

    private static OnnxNetwork Load(RobustRecipe recipe)
    {
        OnnxNetwork network = OnnxNetwork.Load(recipe.Model);
        network.Precision = recipe.Precision;
        return network;
    }

    private static void Step(
        OnnxNetwork teacher, OnnxNetwork student, optim.Optimizer optimizer, Tensor clean, Tensor poor)
    {
        using DisposeScope scope = NewDisposeScope();
        (IReadOnlyList<Tensor> Outputs, IReadOnlyList<Tensor> Features) wanted;
        using (no_grad()) wanted = teacher.Look(clean);
        (IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> features) = student.Look(poor);
        Tensor loss = outputs.Concat(features).Zip(wanted.Outputs.Concat(wanted.Features))
            .Select(pair => pair.First.sub(pair.Second).abs().mean())
            .Aggregate((sum, next) => sum.add(next));
        optimizer.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(student.parameters(), 10);
        optimizer.step();
    }
}
