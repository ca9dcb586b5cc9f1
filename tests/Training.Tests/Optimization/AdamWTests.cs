using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class AdamWTests
{
    [Fact]
    public void Three_steps_match_the_formula()
    {
        using DisposeScope scope = NewDisposeScope();
        TwoWeights module = new();
        using AdamW optimizer = new(module, weightDecay: 0.1);
        double matrix = 1, vector = 1, m1 = 0, v1 = 0, m2 = 0, v2 = 0;
        double[] rates = [0.1, 0.05, 0.2];
        for (int step = 1; step <= 3; step++)
        {
            module.zero_grad();
            Tensor loss = module.matrix.square().sum().add(module.vector.square().sum(), (Scalar)3);
            loss.backward();
            optimizer.Step(rates[step - 1]);

            // d/dw of w^2 is 2 w, of 3 w^2 it is 6 w; only the matrix decays.
            matrix = Expect(matrix * (1 - rates[step - 1] * 0.1), 2 * matrix, ref m1, ref v1, rates[step - 1], step);
            vector = Expect(vector, 6 * vector, ref m2, ref v2, rates[step - 1], step);
        }

        Assert.Equal(3, optimizer.Steps);
        Assert.Equal(matrix, module.matrix.data<float>()[0], 5);
        Assert.Equal(vector, module.vector.data<float>()[0], 5);
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        using DisposeScope scope = NewDisposeScope();
        TwoWeights module = new();
        using AdamW optimizer = new(module, weightDecay: 0.1);
        module.vector.square().sum().backward();
        optimizer.Step(0.1);
        Assert.Equal(1, module.matrix.data<float>()[0]);
        Assert.NotEqual(1, module.vector.data<float>()[0]);
    }

    [Fact]
    public void A_rate_factor_scales_the_steps_of_its_parameter()
    {
        using DisposeScope scope = NewDisposeScope();
        TwoWeights module = new();
        using AdamW optimizer = new(module, weightDecay: 0);
        optimizer.Use(name => name == "vector" ? 0.25 : 1);
        module.matrix.square().sum().add(module.vector.square().sum(), (Scalar)1).backward();
        optimizer.Step(0.1); // the first step of Adam is the rate itself, whatever the gradient
        Assert.Equal(0.9, module.matrix.data<float>()[0], 5);
        Assert.Equal(0.975, module.vector.data<float>()[0], 5);
    }

    [Fact]
    public void Steps_are_right_to_the_bit_while_garbage_is_collected()
    {
        static byte[] Run(bool collect)
        {
            using DisposeScope outer = NewDisposeScope();
            using ManualResetEventSlim done = new();
            Thread collector = new(() =>
            {
                while (!done.Wait(0)) GC.Collect();
            });
            if (collect) collector.Start();
            TwoWeights module = new();
            using AdamW optimizer = new(module, 0.1);
            WeightAverage average = new(new TwoWeights(), module, 0.99);
            for (int step = 0; step < 400; step++)
            {
                using DisposeScope scope = NewDisposeScope();
                module.zero_grad();
                module.matrix.square().sum().backward();
                module.vector.square().sum().backward();
                optimizer.Step(0.01);
                average.Update(step);
            }

            done.Set();
            if (collect) collector.Join();
            return [.. module.matrix.bytes.ToArray(), .. module.vector.bytes.ToArray()];
        }

        Assert.Equal(Run(collect: false), Run(collect: true));
    }

    [Theory]
    [InlineData(0, 0.1)] // warm-up: a tenth of the peak per step
    [InlineData(9, 1.0)]
    [InlineData(10, 1.0)]
    [InlineData(60, 0.505)] // half-way down
    [InlineData(110, 0.01)]
    public void Learning_rate_rises_linearly_and_falls_along_a_cosine(long step, double expected) =>
        Assert.Equal(expected, LearningRate.At(step, steps: 110, warmup: 10, peak: 1), 9);

    [Fact]
    public void Warm_up_takes_at_most_half_of_a_short_training() =>
        Assert.Equal(1, LearningRate.At(step: 10, steps: 20, warmup: 500, peak: 1), 9);

    [Fact]
    public void The_average_follows_its_formula()
    {
        using DisposeScope scope = NewDisposeScope();
        TwoWeights module = new(), average = new();
        using (no_grad()) module.vector.fill_(5);
        WeightAverage ema = new(average, module, decay: 0.5);
        Assert.Equal(5, average.vector.data<float>()[0]); // starts as a copy

        using (no_grad()) module.vector.fill_(7);
        ema.Update(step: 0); // keeps min(0.5, 1 / 10)
        Assert.Equal((0.1 * 5) + (0.9 * 7), average.vector.data<float>()[0], 5);
        ema.Update(step: 1000); // keeps 0.5
        Assert.Equal((0.5 * 6.8) + (0.5 * 7), average.vector.data<float>()[0], 5);
    }

    private static double Expect(
        double decayed, double gradient, ref double first, ref double second, double rate, int step)
    {
        first = (0.9 * first) + (0.1 * gradient);
        second = (0.999 * second) + (0.001 * gradient * gradient);
        return decayed - (
            rate * first / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(second / (1 - Math.Pow(0.999, step))) + 1e-8));
    }

    private sealed class TwoWeights : nn.Module
    {
        public readonly Parameter matrix = nn.Parameter(ones(3, 3));
        public readonly Parameter vector = nn.Parameter(ones(3));

        public TwoWeights() : base(nameof(TwoWeights)) => RegisterComponents();
    }
}
