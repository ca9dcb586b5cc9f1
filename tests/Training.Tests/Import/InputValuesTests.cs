using DetectionSdk.Families;
using OpenCvSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class InputValuesTests
{
    [Fact]
    public void Images_get_the_order_the_mean_and_the_deviation_that_a_model_says()
    {
        using var scope = NewDisposeScope();
        Tensor images = tensor([1f, 0.2f, 0], [1, 3, 1, 1]);
        using InputValues plain = new(new InputSpec("images"), CPU);
        InputSpec spec = new("images")
        {
            Colours = ColourOrder.Bgr, Mean = new Scalar(10, 20, 30), Deviation = new Scalar(2, 1, 5),
        };
        using InputValues turned = new(spec, CPU);

        Assert.Equal([1, 0.2f, 0], plain.Of(images).data<float>().ToArray());
        Assert.Equal([-5, 31, 45], turned.Of(images).data<float>().ToArray());
    }
}
