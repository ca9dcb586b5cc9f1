using DetectionSdk.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// A convolutional ONNX model as a network that can be trained: the weights of the file are its parameters, under the
/// names that they have there, and after training they go back into the same file. Statistics of normalisations stay as
/// they are; a convolution that computes an expectation (weights 0, 1, 2, ...) is no parameter. Not thread-safe.
/// </summary>
/// <remarks>
/// Any number of images at once, also where the file says one; any height and width that its layers take, unless it
/// holds constants of one size. <c>x * sigmoid(x)</c> is computed in one operation.
/// </remarks>
public sealed class OnnxNetwork : nn.Module<Tensor, IReadOnlyList<Tensor>>
{
    private readonly OnnxModel _model;
    private readonly Device _device;
    private readonly IReadOnlyList<OnnxStep> _steps;
    private readonly Dictionary<int, Tensor> _constants;
    private readonly int[] _outputs;
    private readonly int _values;

    /// <summary>Makes a network where it is to run: whole numbers, which are shapes and places, stay here.</summary>
    internal OnnxNetwork(OnnxModel model, OnnxGraphPlan plan, Device? device = null)
        : base(nameof(OnnxNetwork))
    {
        _model = model;
        _device = device ?? CPU;
        _steps = plan.Steps;
        _constants = plan.Constants.ToDictionary(constant => constant.Key, constant => Placed(constant.Value));
        _outputs = plan.Outputs;
        _values = plan.Values;
        InputSize = plan.InputSize;
        foreach ((string name, int value) in plan.Learned)
        {
            Parameter parameter = nn.Parameter(ToLayout(_constants[value]));
            _constants[value] = parameter;
            register_parameter(name, parameter);
        }
        foreach (Tensor owned in _constants.Values) owned.DetachFromDisposeScope();
    }

    /// <summary>Height and width that the file declares; null where they are free.</summary>
    public Size? InputSize { get; }

    /// <summary>Number format of the convolutions; what follows the last of each branch is single precision.</summary>
    public Precision Precision { get; set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OnnxFormatException">
    /// The file is damaged, or holds a node that cannot be trained through.
    /// </exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static OnnxNetwork Load(string path) => From(OnnxModel.Load(path));

    /// <summary>Reads a file for a device, which stays the network's own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">The device.</param>
    /// <param name="layer">The layer that the network ends at; null: it is the whole one.</param>
    internal static OnnxNetwork Load(string path, Device device, string? layer = null)
    {
        TorchNative.Require();
        OnnxModel model = OnnxModel.Load(path);
        if (layer is not null) model = model.UpTo(layer);
        return new OnnxNetwork(model, OnnxGraphPlan.Of(model), device);
    }

    /// <summary>Makes a network of a model, which stays as it is.</summary>
    /// <exception cref="OnnxFormatException">The model holds a node that cannot be trained through.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static OnnxNetwork From(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        TorchNative.Require();
        return new OnnxNetwork(model, OnnxGraphPlan.Of(model));
    }

    /// <summary>Runs the network.</summary>
    /// <param name="images">(B, 3, H, W) as the file wants them, single precision.</param>
    /// <returns>The outputs of the file in its order, single precision, B images each.</returns>
    public override IReadOnlyList<Tensor> forward(Tensor images) => Look(images).Outputs;

    /// <summary>Runs the network and shows what its last layers read, too: the features of every branch.</summary>
    /// <param name="images">As for <see cref="forward"/>.</param>
    internal (IReadOnlyList<Tensor> Outputs, IReadOnlyList<Tensor> Features) Look(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> features = [];
        Tensor?[] values = new Tensor?[_values];
        foreach ((int index, Tensor constant) in _constants) values[index] = constant;
        Tensor input = images.ToChannelsLast();
        values[0] = Precision == Precision.Mixed ? input.to(ScalarType.BFloat16) : input;
        foreach (OnnxStep step in _steps)
        {
            if (step.EndsLayers) features.Add(values[step.Inputs[0]]!.alias().MoveToOuterDisposeScope());
            step.Run(values, images.shape[0]);
        }
        return ([.. _outputs.Select(Answer)], features);

        Tensor Answer(int output) => values[output]!.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Whether the network takes square images of another side than its file says.</summary>
    /// <param name="side">In pixels.</param>
    public bool TakesSize(int side)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        try
        {
            forward(zeros(1, 3, side, side, device: _device));
            return true;
        }
        catch (OnnxFormatException)
        {
            return false;
        }
    }

    /// <summary>The file with the weights of now: names, graph, metadata and all else are as they were.</summary>
    public OnnxModel ToModel()
    {
        OnnxModel trained = OnnxModel.Parse(_model.ToBytes(), _model.Name);
        Dictionary<string, TensorProto> constants = trained.Graph.Initializer.ToDictionary(constant => constant.Name);
        foreach ((string name, Parameter parameter) in named_parameters()) constants[name].SetValues(parameter);
        return trained;
    }

    private Tensor Placed(Tensor constant) =>
        constant.is_floating_point() && _device.type != DeviceType.CPU ? constant.to(_device) : constant;

    /// <summary>Kernels in the memory order in which convolutions are fastest.</summary>
    private static Tensor ToLayout(Tensor weight) => weight.dim() == 4 ? weight.ToChannelsLast() : weight.clone();

    /// <summary>Frees the network.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (Tensor constant in _constants.Values) constant.Dispose();
        base.Dispose(disposing);
    }
}
