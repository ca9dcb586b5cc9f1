using System.CommandLine;
using System.Globalization;

namespace DetectionSdk.Cli;

/// <summary>The option <c>--device</c>: where networks run.</summary>
internal sealed class DeviceArgument
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "auto, cpu, cuda, tensorrt, directml, coreml or openvino; cuda:1 for the second card.",
        HelpName = "D",
        DefaultValueFactory = _ => "auto",
    };

    public DeviceArgument(Command command)
    {
        _device.Validators.Add(result =>
        {
            if (Parse(result.GetValueOrDefault<string>()) is null)
                result.AddError($"--device is '{result.GetValueOrDefault<string>()}'; expected {_device.Description}");
        });
        command.Options.Add(_device);
    }

    public (ExecutionProvider Provider, int Device) Read(ParseResult arguments) =>
        Parse(arguments.GetRequiredValue(_device))!.Value;

    private static (ExecutionProvider Provider, int Device)? Parse(string? text)
    {
        string[] parts = (text ?? "").Split(':');
        int device = 0;
        bool known = Enum.TryParse(parts[0], ignoreCase: true, out ExecutionProvider provider)
            && !char.IsAsciiDigit(parts[0][0]);
        bool numbered = parts.Length == 1
            || (parts.Length == 2
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out device));
        return known && numbered ? (provider, device) : null;
    }
}
