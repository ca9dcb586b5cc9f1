using TorchSharp;

namespace DetectionSdk.Training.Tests.Native;

public sealed class TorchNativeTests
{
    [Fact]
    public void Torch_computes_after_a_plain_build()
    {
        using torch.Tensor sum = torch.ones(3).sum();
        Assert.Equal(3f, sum.item<float>());
    }
}
