using DetectionSdk.Evaluation;
using DetectionSdk.Families;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>The detector as it came: what it answers, and how it wants its images. Not thread-safe.</summary>
internal sealed class RobustTeacher : IDisposable
{
    private const int MostSearched = 200;

    private readonly OnnxNetwork _network;
    private readonly InputValues _input;
    private readonly IReadOnlyList<string> _classNames;

    private RobustTeacher(OnnxNetwork network, ModelInfo model, AnswerLayout answer, Device device)
    {
        _network = network;
        _input = new InputValues(model.Input, device);
        _classNames = model.ClassNames;
        Answer = answer;
        Denoises = model.Denoise;
    }

    /// <summary>What the numbers of an answer are.</summary>
    public AnswerLayout Answer { get; }

    /// <summary>Whether its file wants noise taken out of images.</summary>
    public bool Denoises { get; }

    /// <exception cref="ModelFormatException">The file is no detector.</exception>
    /// <exception cref="Onnx.OnnxFormatException">It cannot be trained through.</exception>
    /// <exception cref="TrainingException">Its family does not say how it answers.</exception>
    public static RobustTeacher Load(string path, Precision precision, Device device)
    {
        DetectorOptions options = new() { Provider = ExecutionProvider.Cpu };
        using Detector detector = Detector.Load(path, options);
        AnswerLayout answer = detector.Model.Family.Answer(detector.Model.Signature)
            ?? throw new TrainingException(
                $"'{path}' is of the family {detector.Model.Family.Name}, which does not say which numbers of its "
                + "answer are boxes and scores (DetectorFamily.Answer); expected one that does.");
        OnnxNetwork network = OnnxNetwork.Load(path, device);
        network.Precision = precision;
        return new RobustTeacher(network, detector.Model, answer, device);
    }

    /// <summary>Refuses photographs on which a detector finds nothing, so that it has nothing to teach.</summary>
    /// <exception cref="TrainingException">It finds nothing on any of a few hundred.</exception>
    public static void RequireFinds(string path, AnnotatedDataSet photographs)
    {
        using Detector detector = Detector.Load(path, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        int interval = Math.Max(1, photographs.Images.Count / MostSearched), searched = 0;
        for (int i = 0; i < photographs.Images.Count; i += interval, searched++)
            if (Finds(detector, photographs.Images[i])) return;
        throw new TrainingException(
            $"'{path}' finds nothing on {searched} of the {photographs.Images.Count} photographs; expected photographs "
            + $"of what it knows ({string.Join(", ", detector.Model.ClassNames.Take(10))}).");
    }

    /// <summary>A set whose boxes are of the detector's classes; those of other classes are left out.</summary>
    public AnnotatedDataSet InItsClasses(AnnotatedDataSet photographs, string? classMap)
    {
        if (photographs.BoxCount == 0) return photographs;
        ClassMap map = classMap is null ? ClassMap.ByName : ClassMap.Parse(classMap);
        List<int?> classes = [.. map.Resolve(_classNames, photographs)];
        return new AnnotatedDataSet(_classNames, [.. photographs.Images.Select(Translate)]);

        AnnotatedImage Translate(AnnotatedImage image) => image with
        {
            Annotations =
            [
                .. from annotation in image.Annotations
                   let ours = classes.IndexOf(annotation.ClassId)
                   where ours >= 0
                   select annotation with { ClassId = ours },
            ],
        };
    }

    /// <summary>The sides that training takes in turn: the recipe's, or the only one that the file takes.</summary>
    public IReadOnlyList<int> SizesOf(RobustRecipe recipe) =>
        _network.InputSize is { } own && !_network.TakesSize(own.Width + 32) ? [own.Width] : recipe.InputSizes;

    /// <summary>Images as the detector wants them.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W).</param>
    public Tensor Prepare(Tensor images) => _input.Of(images);

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
        _input.Dispose();
    }

    private static bool Finds(Detector detector, AnnotatedImage photograph)
    {
        try
        {
            using OpenCvSharp.Mat image = photograph.Read();
            return detector.Detect(image).Objects.Count > 0;
        }
        catch (DataSetException)
        {
            return false; // said, and left out, by who reads them all
        }
    }
}
