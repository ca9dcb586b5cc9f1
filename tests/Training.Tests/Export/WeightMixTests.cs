using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class WeightMixTests
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

        OnnxModel mixed = WeightMix.Between(teacher, student, share);

        Tensor found = mixed.Graph.Initializer[0].ToTensor("mixed");
        Tensor expected = before.mul(1 + 2 * share).to(ScalarType.Float32);
        Assert.True(found.allclose(expected), $"{found} {expected}");
        Assert.True(teacher.Graph.Initializer.Skip(1).SequenceEqual(mixed.Graph.Initializer.Skip(1)));
        Assert.True(teacher.Graph.Node.Equals(mixed.Graph.Node));
    }

    [Fact]
    public void The_mean_of_weights_leaves_all_else_as_the_first_model_has_it()
    {
        using DisposeScope scope = NewDisposeScope();
        OnnxModel[] models = [.. Enumerable.Range(0, 3).Select(i => OnnxModel.Parse(SmallDetector.Make(), $"{i}"))];
        Tensor origin = models[0].Graph.Initializer[0].ToTensor("0");
        for (int i = 0; i < 3; i++)
        {
            models[i].Graph.Initializer[0].SetValues(origin.mul(1 + 3 * i)); // 1, 4, 7 times
            models[i].SetMetadata("robust", $"{i}");
        }

        OnnxModel mean = WeightMix.Mean(models);

        Tensor expected = origin.mul(4), found = mean.Graph.Initializer[0].ToTensor("mean");
        Assert.True(found.allclose(expected), $"{found} {expected}");
        Assert.True(models[0].Graph.Initializer.Skip(1).SequenceEqual(mean.Graph.Initializer.Skip(1)));
        Assert.True(models[0].Graph.Node.Equals(mean.Graph.Node));
        Assert.True(models[0].Proto.MetadataProps.Equals(mean.Proto.MetadataProps));
    }

    [Fact]
    public void Models_of_other_graphs_have_no_mean()
    {
        OnnxModel one = OnnxModel.Parse(SmallDetector.Make(), "one");
        OnnxModel other = OnnxModel.Parse(SmallDetector.Make(), "b");
        other.Graph.Initializer[0].Name += "2";
        Assert.Equal(
            "'b' differs from 'one' in more than its weights; expected runs that started from one detector.",
            Assert.Throws<ModelExportException>(() => WeightMix.Mean([one, other])).Message);
    }
}
