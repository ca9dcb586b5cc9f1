using static DetectionSdk.Onnx.Tests.Quantization.SmallNetwork;

namespace DetectionSdk.Onnx.Tests.Quantization;

public sealed class OperatorSetUpgradeTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_graph_of_an_older_operator_set_answers_the_same(long version)
    {
        OnnxModel old = Build(static (graph, images) =>
        {
            string columns = graph.Node("Softmax", [images], GraphBuilder.Number("axis", 2));   // height and width
            string five = graph.Node("Unsqueeze", [columns], GraphBuilder.Numbers("axes", 0));
            return graph.Node("Squeeze", [five], GraphBuilder.Numbers("axes", 0));
        });
        old.Proto.OpsetImport[0].Version = version;
        float[] before = Answer(old, Picture(1));
        Assert.Equal(3, before.Sum(), 1e-4);                  // one for each channel

        OperatorSetUpgrade.Apply(old);

        Assert.Equal(13, old.OperatorSet);
        Assert.Equal(before, Answer(old, Picture(1)));
    }

    [Fact]
    public void A_newer_one_is_left_alone()
    {
        OnnxModel model = WithSilu();
        byte[] before = model.ToBytes();
        OperatorSetUpgrade.Apply(model);
        Assert.Equal(before, model.ToBytes());
    }
}
