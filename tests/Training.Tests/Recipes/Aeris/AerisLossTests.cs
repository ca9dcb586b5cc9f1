using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class AerisLossTests
{
    [Fact]
    public void Focal_loss_matches_the_formula_on_three_cells()
    {
        using DisposeScope scope = NewDisposeScope();
        // Scores 0.8 at a centre (t = 1), 0.3 beside it (t = 0.6), 0.1 far away (t = 0).
        double[] scores = [0.8, 0.3, 0.1];
        double[] targets = [1, 0.6, 0];
        double expected = -(0.2 * 0.2 * Math.Log(0.8))
            - (Math.Pow(0.4, 4) * 0.3 * 0.3 * Math.Log(0.7))
            - (0.1 * 0.1 * Math.Log(0.9));
        Tensor logits = Map([.. scores.Select(p => Math.Log(p / (1 - p)))]);
        Assert.Equal(expected, CenterFocalLoss.Compute(logits, Map(targets), Map(1, 0, 0)).item<float>(), 6);
    }

    [Fact]
    public void Focal_loss_is_divided_by_the_number_of_centres()
    {
        using DisposeScope scope = NewDisposeScope();
        float one = CenterFocalLoss.Compute(Map(0.5, -3), Map(1, 0), Map(1, 0)).item<float>();
        float two = CenterFocalLoss
            .Compute(Map(0.5, -3, 0.5, -3), Map(1, 0, 1, 0), Map(1, 0, 1, 0)).item<float>();
        Assert.Equal(one, two, 6);
    }

    [Fact]
    public void Focal_loss_without_any_centre_is_finite_and_not_divided()
    {
        using DisposeScope scope = NewDisposeScope();
        float loss = CenterFocalLoss.Compute(Map(0, 0), Map(0, 0), Map(0, 0)).item<float>();
        Assert.Equal(2 * 0.25 * Math.Log(2), loss, 6);
    }

    [Fact]
    public void Focal_loss_and_gradient_stay_finite_at_extreme_logits()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Map(-200, 200).requires_grad_();
        Tensor loss = CenterFocalLoss.Compute(logits, Map(1, 0), Map(1, 0));
        loss.backward();
        Assert.Equal(400f, loss.item<float>(), 3);
        Assert.Equal([-1f, 1f], logits.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_centre_that_is_unsure_wants_its_score_and_counts_as_much()
    {
        using DisposeScope scope = NewDisposeScope();
        // Scores 0.8 at a centre (s = 1), 0.8 at one of s = 0.6, 0.3 beside it (t = 0.5), 0.1 far away.
        Tensor logits = Map([.. ((double[])[0.8, 0.8, 0.3, 0.1]).Select(p => Math.Log(p / (1 - p)))]);
        double expected = -(0.2 * 0.2 * Math.Log(0.8))
            - (0.2 * 0.2 * (0.6 * Math.Log(0.8) + 0.4 * Math.Log(0.2)))
            - (Math.Pow(0.5, 4) * 0.3 * 0.3 * Math.Log(0.7))
            - (0.1 * 0.1 * Math.Log(0.9));
        Tensor loss = CenterFocalLoss.Compute(logits, Map(1, 0.6, 0.5, 0), Map(1, 0.6, 0, 0));
        Assert.Equal(expected / 1.6, loss.item<float>(), 6);
    }

    [Fact]
    public void A_centre_whose_score_is_met_costs_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Map(Math.Log(0.6 / 0.4));
        Assert.Equal(0, CenterFocalLoss.Compute(logits, Map(0.6), Map(0.6)).item<float>(), 12);
    }

    [Fact]
    public void Where_all_is_sure_focal_loss_and_gradient_are_those_of_CenterNet_to_the_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        Generator draws = new(5);
        Tensor target = rand([2, 3, 20, 20], generator: draws);
        Tensor sureness = rand([2, 1, 20, 20], generator: draws).gt(0.9f).to(ScalarType.Float32);
        target = target.where(rand([2, 3, 20, 20], generator: draws).gt(0.5f).logical_or(sureness.eq(0f)), sureness);
        (float Loss, float[] Gradient) CenterNet(Func<Tensor, Tensor> compute)
        {
            Tensor logits = randn([2, 3, 20, 20], generator: new Generator(6)).mul(4f).requires_grad_();
            Tensor loss = compute(logits);
            loss.backward();
            return (loss.item<float>(), logits.grad!.data<float>().ToArray());
        }

        (float loss, float[] gradient) = CenterNet(logits => CenterFocalLoss.Compute(logits, target, sureness));
        (float known, float[] knownGradient) = CenterNet(logits =>
        {
            Tensor centres = target.eq(1f).to(ScalarType.Float32);
            Tensor far = target.neg().add(1f);
            Tensor toCentre = logits.neg().sigmoid(), p = logits.sigmoid();
            Tensor positive = toCentre.mul(toCentre).mul(nn.functional.logsigmoid(logits)).mul(centres);
            Tensor weight = far.mul(far);
            Tensor negative = p.mul(p).mul(nn.functional.logsigmoid(logits.neg())).mul(weight.mul(weight));
            return positive.add(negative).sum().neg().div(centres.sum().clamp_min(1f));
        });

        Assert.True(target.eq(1f).sum().item<long>() > 50);
        Assert.Equal(known, loss);
        Assert.Equal(knownGradient, gradient);
    }

    [Fact]
    public void Terms_are_weighted_and_sum_to_the_total()
    {
        using DisposeScope scope = NewDisposeScope();
        // Two centres among four cells; size errors (1, 2) and (3, 4), offset errors 0.1 and 0.2 in x only; other cells
        // do not count.
        Tensor mask = tensor(new[] { 1f, 0f, 0f, 1f }).view(1, 1, 2, 2);
        Tensor size = tensor(new[] { 1f, 9f, 9f, 3f, 2f, 9f, 9f, 4f }).view(1, 2, 2, 2);
        Tensor offset = tensor(new[] { 0.1f, 9f, 9f, -0.2f, 0f, 9f, 9f, 0f }).view(1, 2, 2, 2);
        Tensor zero = zeros(1, 2, 2, 2);
        var output = new AerisOutput(zeros(1, 1, 2, 2), size, offset, full(1, 3, 4, 4, 0.75f));
        var targets = new CenterTargets(mask, zero, zero, mask);

        LossTerms terms = new AerisLoss().Compute(output, targets, full(1, 3, 4, 4, 0.5f));

        Assert.Equal(0.25 * Math.Log(2) * 4 / 2, terms["heatmap"].item<float>(), 6);
        Assert.Equal(0.1 * 10 / 4, terms["boxSize"].item<float>(), 6);
        Assert.Equal(0.3 / 4, terms["centerOffset"].item<float>(), 6);
        Assert.Equal(0.4 * 0.25, terms["restoration"].item<float>(), 6);
        Assert.Equal((0.5 * Math.Log(2)) + 0.25 + 0.075 + 0.1, terms.Total.item<float>(), 5);
    }

    [Fact]
    public void Without_restored_image_there_is_no_restoration_term()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor zero = zeros(1, 2, 2, 2);
        var output = new AerisOutput(zeros(1, 1, 2, 2), zero, zero, null);
        LossTerms terms = new AerisLoss()
            .Compute(output, new CenterTargets(zeros(1, 1, 2, 2), zero, zero, zeros(1, 1, 2, 2)), null);
        Assert.Equal(["heatmap", "boxSize", "centerOffset"], terms.Names);
        Assert.Equal(terms["heatmap"].item<float>(), terms.Total.item<float>());
    }

    [Fact]
    public void A_restored_image_without_its_clean_one_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor zero = zeros(1, 2, 2, 2);
        var output = new AerisOutput(zeros(1, 1, 2, 2), zero, zero, zeros(1, 3, 8, 8));
        var targets = new CenterTargets(zeros(1, 1, 2, 2), zero, zero, zeros(1, 1, 2, 2));
        Assert.Throws<ArgumentException>("clean", () => new AerisLoss().Compute(output, targets, null));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weights_must_be_finite_and_not_negative(double weight)
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(
            () => new AerisLoss(new AerisLossWeights { Restoration = weight }));
        Assert.Contains(
            "AerisLossWeights.Restoration must be finite and at least 0.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_weights_are_those_of_the_paper() =>
        Assert.Equal(
            (1.0, 0.1, 1.0, 0.4),
            new AerisLossWeights() is var w ? (w.Heatmap, w.BoxSize, w.CenterOffset, w.Restoration) : default);

    private static Tensor Map(params double[] cells) =>
        tensor(cells).to(ScalarType.Float32).view(1, 1, 1, cells.Length).clone();
}
