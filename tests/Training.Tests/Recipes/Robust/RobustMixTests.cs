using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class RobustMixTests
{
    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    public void Weights_lie_on_the_line_between_teacher_and_student(double share)
    {
        using DisposeScope scope = NewDisposeScope();
        OnnxModel teacher = OnnxModel.Parse(SmallDetector.Make(), "teacher");
        OnnxModel student = OnnxModel.Parse(SmallDetector.Make(), "student");
        TensorProto changed = student.Graph.Initializer[0];
        using Tensor before = changed.ToTensor("student"), after = before.mul(3);
        changed.SetValues(after);

        OnnxModel mixed = RobustMix.Mix(teacher, student, share);

        Tensor found = mixed.Graph.Initializer[0].ToTensor("mixed");
        Tensor expected = before.mul(1 + 2 * share).to(ScalarType.Float32);
        Assert.True(found.allclose(expected), $"{found} {expected}");
        Assert.True(teacher.Graph.Initializer.Skip(1).SequenceEqual(mixed.Graph.Initializer.Skip(1)));
        Assert.True(teacher.Graph.Node.Equals(mixed.Graph.Node));
    }
}
