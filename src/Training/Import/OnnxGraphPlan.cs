using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// How an ONNX graph is computed: its steps in order, what is constant and what is learned. Values have numbers; the
/// image's is 0. Whatever follows from constants alone is computed once.
/// </summary>
internal sealed class OnnxGraphPlan
{
    // Which inputs of a layer are weights; the others are images.
    private static readonly Dictionary<string, int[]> Weights = new(StringComparer.Ordinal)
    {
        ["Conv"] = [1, 2], ["ConvTranspose"] = [1, 2], ["BatchNormalization"] = [1, 2], ["Gemm"] = [1, 2],
        ["MatMul"] = [0, 1], ["PRelu"] = [1],
    };

    private const int DefaultSide = 640;

    private readonly OnnxModel _model;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<OnnxStep> _steps = [];

    private OnnxGraphPlan(OnnxModel model) => _model = model;

    public IReadOnlyList<OnnxStep> Steps => _steps;

    public Dictionary<int, Tensor> Constants { get; } = [];

    /// <summary>Names and numbers of the constants that training changes.</summary>
    public List<(string Name, int Value)> Learned { get; } = [];

    public int[] Outputs { get; private set; } = [];

    public int Values => _numbers.Count;

    public Size? InputSize { get; private set; }

    /// <exception cref="OnnxFormatException">A node cannot be trained through.</exception>
    public static OnnxGraphPlan Of(OnnxModel model)
    {
        OnnxGraphPlan plan = new(model);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        plan.ReadInput();
        foreach (TensorProto constant in model.Graph.Initializer)
            plan.Constants[plan.NumberOf(constant.Name)] = constant.ToTensor(model.Name);
        foreach (NodeProto node in model.Graph.Node) plan.Add(new OnnxNode(model.Name, node));
        plan.Outputs = [.. model.Graph.Output.Select(output => plan.NumberOf(output.Name))];
        plan.FindLearned();
        plan.FuseSilu();
        plan.FindEndsOfLayers();
        plan.FindShapes();
        plan.FindDone();
        foreach (Tensor constant in plan.Constants.Values) constant.MoveToOuterDisposeScope();
        return plan;
    }

    private void ReadInput()
    {
        HashSet<string> constants = [.. _model.Graph.Initializer.Select(constant => constant.Name)];
        ValueInfoProto[] inputs = [.. _model.Graph.Input.Where(input => !constants.Contains(input.Name))];
        if (inputs is not [{ Type.TensorType.Shape.Dim: [_, _, { } height, { } width] }])
            throw new OnnxFormatException(
                $"'{_model.Name}' has the inputs {string.Join(", ", inputs.Select(input => input.Name))}; expected one "
                + "image (B, 3, H, W).");
        NumberOf(inputs[0].Name);
        if (height.DimValue > 0 && width.DimValue > 0) InputSize = new Size(width.DimValue, height.DimValue);
    }

    private int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out int number)) _numbers[name] = number = _numbers.Count;
        return number;
    }

    private void Add(OnnxNode node)
    {
        int[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? -1 : NumberOf(name))];
        int[] outputs = [.. node.Outputs.Select(NumberOf)];
        if (node.Operation == "Constant")
        {
            Constants[outputs[0]] = node.Value();
            return;
        }
        OnnxStep step = new(node, OnnxOperations.Of(node, _model.OperatorSet), inputs, outputs);
        if (!Array.TrueForAll(inputs, input => input < 0 || Constants.ContainsKey(input)))
        {
            _steps.Add(step);
            return;
        }
        Tensor[] values = step.Operation(Array.ConvertAll(inputs, input => input < 0 ? null : Constants[input]));
        for (int i = 0; i < outputs.Length; i++) Constants[outputs[i]] = values[i];
    }

    private void FindLearned()
    {
        HashSet<string> stored = [.. _model.Graph.Initializer.Select(constant => constant.Name)];
        foreach (OnnxStep step in _steps)
        {
            if (!Weights.TryGetValue(step.Node.Operation, out int[]? places) || IsExpectation(step)) continue;
            foreach (int place in places.Where(place => step.Node.Has(place)))
            {
                (string name, int value) = (step.Node.Inputs[place], step.Inputs[place]);
                if (stored.Contains(name) && Constants[value].is_floating_point() && !Learned.Contains((name, value)))
                    Learned.Add((name, value));
            }
        }
    }

    /// <summary>A convolution with the weights 0, 1, 2, ...: the expected value of a distribution.</summary>
    private bool IsExpectation(OnnxStep step)
    {
        if (step.Node.Operation != "Conv" || !Constants.TryGetValue(step.Inputs[1], out Tensor? weight)) return false;
        float[] values = weight.shape is [1, _, 1, 1] ? weight.flatten().data<float>().ToArray() : [];
        return values.Length > 1 && values.Select((value, index) => value == index).All(equal => equal);
    }

    /// <summary>x * sigmoid(x) in one operation, where nothing else reads the sigmoid.</summary>
    private void FuseSilu()
    {
        Dictionary<int, OnnxStep> sigmoids = _steps.Where(step => step.Node.Operation == "Sigmoid")
            .ToDictionary(step => step.Outputs[0]);
        Dictionary<int, int> readers = CountReaders();
        for (int i = 0; i < _steps.Count; i++)
        {
            if (_steps[i].Node.Operation != "Mul") continue;
            (int left, int right) = (_steps[i].Inputs[0], _steps[i].Inputs[1]);
            if (!sigmoids.TryGetValue(right, out OnnxStep? sigmoid)) (left, right) = (right, left);
            if (sigmoid is null && !sigmoids.TryGetValue(right, out sigmoid)) continue;
            if (sigmoid.Inputs[0] != left || readers[right] != 1) continue;
            _steps[i] = _steps[i] with { Operation = inputs => [nn.functional.silu(inputs[0]!)], Inputs = [left] };
            sigmoids.Remove(right);
            _steps.Remove(sigmoid);
            i--;
        }
    }

    private Dictionary<int, int> CountReaders() =>
        _steps.SelectMany(step => step.Inputs).Concat(Outputs).CountBy(value => value).ToDictionary();

    /// <summary>A convolution after which there is none: what follows are numbers of boxes and scores.</summary>
    private void FindEndsOfLayers()
    {
        HashSet<int> readByLayers = [];
        foreach (OnnxStep step in Enumerable.Reverse(_steps))
        {
            bool isLayer = step.Node.Operation is "Conv" or "ConvTranspose" && !IsExpectation(step);
            bool leadsToLayer = step.Outputs.Any(readByLayers.Contains);
            step.EndsLayers = isLayer && !leadsToLayer;
            if (isLayer || leadsToLayer) readByLayers.UnionWith(step.Inputs);
        }
    }

    /// <summary>Runs once on an image of the file's size, to see which shapes are those of that one image.</summary>
    private void FindShapes()
    {
        if (!_steps.Any(step => step.Node.Operation == "Reshape" && Constants.ContainsKey(step.Inputs[1]))) return;
        Size size = InputSize ?? new Size(DefaultSide, DefaultSide);
        Tensor?[] values = new Tensor?[Values];
        foreach ((int index, Tensor constant) in Constants) values[index] = constant;
        values[0] = zeros(1, 3, size.Height, size.Width);
        foreach (OnnxStep step in _steps)
        {
            long[] input = values[step.Inputs[0]]!.shape;
            step.Run(values, 1);
            if (step.Node.Operation == "Reshape" && Constants.ContainsKey(step.Inputs[1]))
                step.Shape = new FixedShape(input, values[step.Outputs[0]]!.shape);
        }
    }

    private void FindDone()
    {
        HashSet<int> needed = [.. Outputs, .. Constants.Keys, 0, -1];
        foreach (OnnxStep step in Enumerable.Reverse(_steps))
        {
            step.Done = [.. step.Inputs.Concat(step.Outputs).Distinct().Where(value => !needed.Contains(value))];
            needed.UnionWith(step.Inputs);
        }
    }
}
