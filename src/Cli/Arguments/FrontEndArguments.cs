using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// The options by which a verb puts a front-end before its work: a super-resolution model, a bundle or bicubic
/// enlarging, and a gate for it.
/// </summary>
internal sealed class FrontEndArguments
{
    private const string Bicubic = "bicubic:", BicubicFit = Bicubic + "fit";

    private readonly Option<string?> _frontEnd;
    private readonly Option<string?> _gate = new("--gate")
    {
        Description = "Runs the front-end only on images that this gate lets in; see the verb gate.",
        HelpName = "FILE",
    };

    private readonly Option<double?> _scale = new("--scale")
    {
        Description = "Enlarges by S, 1 to the model's largest, which is the default; for models of any scale.",
        HelpName = "S",
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="name">What the front-end is called there.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="gated">Whether there is a gate.</param>
    /// <param name="scaled">Whether the scale of a model of any scale can be chosen.</param>
    public FrontEndArguments(
        Command command, string name = "--front-end", bool required = false, bool gated = true, bool scaled = false)
    {
        _frontEnd = new Option<string?>(name)
        {
            Description =
                "Super-resolution model or bundle, bicubic:S for cubic enlarging by S, or bicubic:fit for up to 4 as "
                + $"the detector's input takes{(required ? "" : "; run on every image first")}.",
            HelpName = "SR|bicubic:S",
            Required = required,
        };
        _frontEnd.Validators.Add(result =>
        {
            if (result.Tokens is [Token token]
                && IsBicubic(token.Value)
                && token.Value != BicubicFit
                && ParseBicubic(token.Value) is null)
                result.AddError(
                    $"{name} is '{token.Value}'; expected bicubic:S with a scale of 1 to 16, or {BicubicFit}.");
        });
        command.Options.Add(_frontEnd);
        if (scaled) command.Options.Add(_scale);
        if (!gated) return;
        command.Options.Add(_gate);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_gate) is { Implicit: false }
                && result.GetResult(_frontEnd) is null or { Implicit: true })
                result.AddError($"--gate goes with {name}.");
        });
    }

    public bool IsGated(ParseResult arguments) => arguments.GetValue(_gate) is not null;

    /// <summary>The front-end, which the caller disposes; null where none is asked for.</summary>
    public FrontEnd? Load(ParseResult arguments, SuperResolverOptions options)
    {
        if (arguments.GetValue(_frontEnd) is not { } name) return null;
        QualityGate? gate = arguments.GetValue(_gate) is { } path ? QualityGate.Load(path) : null;
        FrontEnd frontEnd = Load(name, options, arguments.GetValue(_scale));
        return gate is null ? frontEnd : new GatedFrontEnd(frontEnd, gate);
    }

    /// <summary>What the front-end is told of an image: its size times the scale, where one was chosen.</summary>
    public FrontEndContext ContextOf(ParseResult arguments, Size image, long? frame = null) => new(
        Target: arguments.GetValue(_scale) is { } scale
            ? new Size(Math.Round(image.Width * scale), Math.Round(image.Height * scale))
            : null,
        Frame: frame);

    private static FrontEnd Load(string name, SuperResolverOptions options, double? scale)
    {
        if (!IsBicubic(name)) return LoadModel(name, options, scale);
        if (scale is not null)
            throw new UsageException($"--scale is for models of any scale; give '{name}' its own as bicubic:S.");
        return name == BicubicFit
            ? BicubicFrontEnd.FittingDetector()
            : new BicubicFrontEnd(ParseBicubic(name)!.Value);
    }

    private static SuperResolver LoadModel(string path, SuperResolverOptions options, double? scale)
    {
        SuperResolver resolver = SuperResolver.Load(path, options);
        if (scale is null || (resolver.Model.Scale is null && scale >= 1 && scale <= resolver.Model.MaximumScale))
            return resolver;
        resolver.Dispose();
        throw new UsageException(
            resolver.Model.Scale is { } own
                ? $"--scale is for models of any scale; '{resolver.Model.Path}' enlarges by {own}."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"--scale is {scale}; '{resolver.Model.Path}' enlarges by 1 to {resolver.Model.MaximumScale}."));
    }

    private static bool IsBicubic(string name) =>
        name.StartsWith(Bicubic, StringComparison.Ordinal) || name == Bicubic[..^1];

    private static double? ParseBicubic(string name) =>
        double.TryParse(
            name[Math.Min(name.Length, Bicubic.Length)..], NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out double scale)
            && scale is >= 1 and <= 16
            ? scale
            : null;
}
