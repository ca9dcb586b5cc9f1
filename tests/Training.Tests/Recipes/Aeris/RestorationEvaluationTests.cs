using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training.Tests;

public sealed class RestorationEvaluationTests
{
    [Fact]
    public void A_set_without_images_is_refused()
    {
        using AerisNetwork network = new(new AerisNetworkOptions { Classes = 1, Width = 0.125 });
        Assert.Contains(
            "holds no image",
            Assert.Throws<EvaluationException>(
                () =>
                    RestorationEvaluation.Run(
                        network, new AnnotatedDataSet(["a"], []), DegradationPipeline.CocoD, 0)).Message,
            StringComparison.Ordinal);
    }
}
