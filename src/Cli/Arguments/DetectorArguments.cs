using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DetectionSdk.Cli;

/// <summary>The options by which every verb that detects chooses and tunes its detector.</summary>
internal sealed class DetectorArguments
{
    private readonly Option<string?> _model = new("--model", "-m")
    {
        Description = "ONNX detect model. Default: the SDK's own, for road users on poor pictures.",
        HelpName = "FILE",
    };
    private readonly Option<float> _confidence;
    private readonly Option<float> _iou = new("--iou")
    {
        Description = "Overlap above which the weaker box goes, 0 to 1.",
        HelpName = "I",
        DefaultValueFactory = _ => new DetectorOptions().Iou,
    };
    private readonly Option<bool?> _scaleUp = new("--scale-up")
    {
        Description =
            "Whether images smaller than the model's input are enlarged to it; the model knows best by default.",
        HelpName = "true|false",
    };
    private readonly Option<bool?> _denoise = new("--denoise")
    {
        Description = "Whether noise is taken out of images that have some; the model knows best by default.",
        HelpName = "true|false",
    };
    private readonly Option<int?> _inputSize = new("--input-size")
    {
        Description =
            "Side of the square that images are fitted into, for models of any size; the model's own by default.",
        HelpName = "PX",
    };
    private readonly FamilyArguments _family;
    private readonly TilingArguments _tiling;
    private readonly DeviceArgument _device;

    /// <param name="command">Gets the options.</param>
    /// <param name="confidence">Default of the least score.</param>
    /// <param name="model">Whether there is <c>--model</c>; otherwise the verb names the models.</param>
    public DetectorArguments(Command command, float confidence, bool model = true)
    {
        _confidence = new Option<float>("--confidence", "-c")
        {
            Description = "Lowest score that counts, 0 to 1.",
            HelpName = "C",
            DefaultValueFactory = _ => confidence,
        };
        _confidence.Validators.Add(RequireUnit);
        _iou.Validators.Add(RequireUnit);
        if (model) command.Options.Add(_model);
        foreach (Option option in (Option[])[_confidence, _iou, _scaleUp, _denoise, _inputSize])
            command.Options.Add(option);
        _family = new FamilyArguments(command);
        _tiling = new TilingArguments(command);
        _device = new DeviceArgument(command);
    }

    /// <summary>The lowest score that counts.</summary>
    public float ConfidenceOf(ParseResult arguments) => arguments.GetValue(_confidence);

    /// <param name="arguments">The parsed command line.</param>
    /// <param name="frontEnd">Run on every image first; belongs to the detector.</param>
    /// <param name="change">What the verb changes of the options.</param>
    public Detector Load(
        ParseResult arguments, FrontEnd? frontEnd = null, Func<DetectorOptions, DetectorOptions>? change = null) =>
        Load(arguments, arguments.GetValue(_model), frontEnd, change);

    /// <summary>The detector of a file, or the SDK's own.</summary>
    public Detector Load(
        ParseResult arguments, string? model, FrontEnd? frontEnd = null,
        Func<DetectorOptions, DetectorOptions>? change = null)
    {
        (ExecutionProvider provider, int device) = _device.Read(arguments);
        DetectorOptions options = new()
        {
            Confidence = arguments.GetValue(_confidence),
            Iou = arguments.GetValue(_iou),
            ScaleUp = arguments.GetValue(_scaleUp),
            Denoise = arguments.GetValue(_denoise),
            InputSize = arguments.GetValue(_inputSize) is { } side ? new OpenCvSharp.Size(side, side) : null,
            Tiling = _tiling.Read(arguments),
            Provider = provider,
            DeviceId = device,
        };
        options = _family.Apply(arguments, options);
        options = change?.Invoke(options) ?? options;
        return model is not null
            ? Detector.Load(model, options, frontEnd: frontEnd)
            : Detector.LoadDefault(options, frontEnd: frontEnd);
    }

    /// <summary>The front-end, on the detector's device.</summary>
    public FrontEnd? LoadFrontEnd(ParseResult arguments, FrontEndArguments frontEnd)
    {
        (ExecutionProvider provider, int device) = _device.Read(arguments);
        return frontEnd.Load(arguments, new SuperResolverOptions { Provider = provider, DeviceId = device });
    }

    // A token that is no number is reported by the parser itself.
    private static void RequireUnit(OptionResult result)
    {
        if (result.Tokens is [Token token]
            && float.TryParse(token.Value, CultureInfo.InvariantCulture, out float value)
            && !(value is >= 0 and <= 1))
            result.AddError($"{result.Option.Name} is {token.Value}; expected 0 to 1.");
    }
}
