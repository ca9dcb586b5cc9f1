using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DetectionSdk.Cli;

/// <summary>The options by which every verb that detects chooses and tunes its detector.</summary>
internal sealed class DetectorArguments
{
    private readonly Option<string?> _model = new("--model", "-m") { Description = "ONNX detect model. Default: the SDK's own, for road users on poor pictures.", HelpName = "FILE" };
    private readonly Option<float> _confidence;
    private readonly Option<float> _iou = new("--iou") { Description = "Overlap above which the weaker box goes, 0 to 1.", HelpName = "I", DefaultValueFactory = _ => new DetectorOptions().Iou };
    private readonly Option<bool?> _scaleUp = new("--scale-up") { Description = "Whether images smaller than the model's input are enlarged to it; the model knows best by default.", HelpName = "true|false" };
    private readonly Option<string> _device = new("--device")
    {
        Description = "auto, cpu, cuda, tensorrt, directml, coreml or openvino; cuda:1 for the second card.",
        HelpName = "D",
        DefaultValueFactory = _ => "auto",
    };

    public DetectorArguments(Command command, float confidence)
    {
        _confidence = new Option<float>("--confidence", "-c") { Description = "Lowest score that counts, 0 to 1.", HelpName = "C", DefaultValueFactory = _ => confidence };
        _confidence.Validators.Add(RequireUnit);
        _iou.Validators.Add(RequireUnit);
        _device.Validators.Add(result =>
        {
            if (ParseDevice(result.GetValueOrDefault<string>()) is null)
                result.AddError($"--device is '{result.GetValueOrDefault<string>()}'; expected {_device.Description}");
        });
        foreach (Option option in (Option[])[_model, _confidence, _iou, _scaleUp, _device]) command.Options.Add(option);
    }

    public Detector Load(ParseResult arguments)
    {
        (ExecutionProvider provider, int device) = ParseDevice(arguments.GetRequiredValue(_device))!.Value;
        DetectorOptions options = new()
        {
            Confidence = arguments.GetValue(_confidence),
            Iou = arguments.GetValue(_iou),
            ScaleUp = arguments.GetValue(_scaleUp),
            Provider = provider,
            DeviceId = device,
        };
        return arguments.GetValue(_model) is { } model ? Detector.Load(model, options) : Detector.LoadDefault(options);
    }

    internal static (ExecutionProvider Provider, int Device)? ParseDevice(string? text)
    {
        string[] parts = (text ?? "").Split(':');
        int device = 0;
        bool known = Enum.TryParse(parts[0], ignoreCase: true, out ExecutionProvider provider) && !char.IsAsciiDigit(parts[0][0]);
        bool numbered = parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out device));
        return known && numbered ? (provider, device) : null;
    }

    // A token that is no number is reported by the parser itself.
    private static void RequireUnit(OptionResult result)
    {
        if (result.Tokens is [Token token] && float.TryParse(token.Value, CultureInfo.InvariantCulture, out float value) && !(value is >= 0 and <= 1))
            result.AddError($"{result.Option.Name} is {token.Value}; expected 0 to 1.");
    }
}
