using DetectionSdk.Families;
using static TorchSharp.torch;
using Scalar = TorchSharp.Scalar;

namespace DetectionSdk.Training;

/// <summary>The detector as it came: what it answers, and how it wants its images. Not thread-safe.</summary>
internal sealed class RobustTeacher : IDisposable
{
    private static readonly Scalar ByteRange = 255f;

    private readonly OnnxNetwork _network;
    private readonly InputSpec _input;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;

    private RobustTeacher(OnnxNetwork network, InputSpec input, AnswerLayout answer)
    {
        _network = network;
        _input = input;
        Answer = answer;
        _mean = PerChannel(input.Mean).DetachFromDisposeScope();
        _deviation = PerChannel(input.Deviation).DetachFromDisposeScope();
    }

    /// <summary>What the numbers of an answer are.</summary>
    public AnswerLayout Answer { get; }

    /// <exception cref="ModelFormatException">The file is no detector.</exception>
    /// <exception cref="Onnx.OnnxFormatException">It cannot be trained through.</exception>
    /// <exception cref="TrainingException">Its family does not say how it answers.</exception>
    public static RobustTeacher Load(string path, Precision precision)
    {
        DetectorOptions options = new() { Provider = ExecutionProvider.Cpu };
        using Detector detector = Detector.Load(path, options);
        AnswerLayout answer = detector.Model.Family.Answer(detector.Model.Signature)
            ?? throw new TrainingException(
                $"'{path}' is of the family {detector.Model.Family.Name}, which does not say which numbers of its "
                + "answer are boxes and scores (DetectorFamily.Answer); expected one that does.");
        OnnxNetwork network = OnnxNetwork.Load(path);
        network.Precision = precision;
        return new RobustTeacher(network, detector.Model.Input, answer);
    }

    /// <summary>The sides that training takes in turn: the recipe's, or the only one that the file takes.</summary>
    public IReadOnlyList<int> SizesOf(RobustRecipe recipe) =>
        _network.InputSize is { } own && !_network.TakesSize(own.Width + 32) ? [own.Width] : recipe.InputSizes;

    /// <summary>Images as the detector wants them.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W).</param>
    public Tensor Prepare(Tensor images)
    {
        Tensor ordered = _input.Colours == ColourOrder.Bgr ? images.flip(1) : images;
        return ordered.mul(ByteRange).sub_(_mean).div_(_deviation);
    }

    /// <summary>What the teacher says of prepared images; without gradients.</summary>
    public (Tensor Answer, IReadOnlyList<Tensor> Features) Look(Tensor images)
    {
        using IDisposable noGradient = no_grad();
        (IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> features) = _network.Look(images);
        return (outputs[Answer.Output], features);
    }

    public void Dispose()
    {
        _network.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
    }

    private static Tensor PerChannel(OpenCvSharp.Scalar values) =>
        tensor(new[] { (float)values.Val0, (float)values.Val1, (float)values.Val2 }).view(1, 3, 1, 1);
}
