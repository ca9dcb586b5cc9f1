using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DetectionSdk.Cli;

/// <summary>
/// The options by which a verb puts a front-end before its work: a super-resolution model or bicubic enlarging, and a
/// gate for it.
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
                "Super-resolution model, bicubic:S for cubic enlarging by S, or bicubic:fit for up to 4 as the "
                + "detector's input takes; run on every image first.",
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
        FrontEnd frontEnd = arguments.GetValue(_scale) is { } scale
            ? LoadAtScale(name, options, scale)
            : Load(name, options);
        return gate is null ? frontEnd : new GatedFrontEnd(frontEnd, gate);
    }

    private static FrontEnd Load(string name, SuperResolverOptions options) =>
        name == BicubicFit ? BicubicFrontEnd.FittingDetector()
        : IsBicubic(name) ? new BicubicFrontEnd(ParseBicubic(name)!.Value)
        : SuperResolver.Load(name, options);

    private static ScaledFrontEnd LoadAtScale(string name, SuperResolverOptions options, double scale)
    {
        if (IsBicubic(name))
            throw new UsageException($"--scale is for models of any scale; give '{name}' its own as bicubic:S.");
        SuperResolver resolver = SuperResolver.Load(name, options);
        try
        {
            return new ScaledFrontEnd(resolver, scale);
        }
        catch
        {
            resolver.Dispose();
            throw;
        }
    }

    private static bool IsBicubic(string name) => name.StartsWith(Bicubic, StringComparison.Ordinal);

    private static double? ParseBicubic(string name) =>
        double.TryParse(
            name.AsSpan(Bicubic.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double scale)
            && scale is >= 1 and <= 16
            ? scale
            : null;
}
