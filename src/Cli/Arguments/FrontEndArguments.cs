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

    private readonly Option<double?> _budget = new("--budget")
    {
        Description =
            "What a bundle may spend on an image, as a share of its costliest part for all tiles, up to 1. Default: "
            + "each tile gets the part that suits it best.",
        HelpName = "B",
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="name">What the front-end is called there.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="gated">Whether there is a gate.</param>
    /// <param name="scaled">Whether the scale can be chosen, for models that leave it open.</param>
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
        AddBeside(command, _budget);
        if (gated) AddBeside(command, _gate);
    }

    /// <summary>Adds an option that means nothing without a front-end.</summary>
    private void AddBeside(Command command, Option option)
    {
        command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(option) is { Implicit: false }
                && result.GetResult(_frontEnd) is null or { Implicit: true })
                result.AddError($"{option.Name} goes with {_frontEnd.Name}.");
        });
    }

    /// <summary>Makes the front-end required, unless the command line can do without.</summary>
    public void RequireUnless(Command command, Func<CommandResult, bool> needsNone) =>
        command.Validators.Add(arguments =>
        {
            if (arguments.GetResult(_frontEnd) is null && !needsNone(arguments))
                arguments.AddError($"Option '{_frontEnd.Name}' is required.");
        });

    public bool IsGated(ParseResult arguments) => arguments.GetValue(_gate) is not null;

    /// <summary>The front-end, which the caller disposes; null where none is asked for.</summary>
    public FrontEnd? Load(ParseResult arguments, SuperResolverOptions options)
    {
        if (arguments.GetValue(_frontEnd) is not { } name) return null;
        QualityGate? gate = arguments.GetValue(_gate) is { } path ? QualityGate.Load(path) : null;
        FrontEnd frontEnd = Load(name, options, arguments.GetValue(_scale), arguments.GetValue(_budget));
        return gate is null ? frontEnd : new GatedFrontEnd(frontEnd, gate);
    }

    /// <summary>What the front-end is told of an image: its size times the scale, if chosen.</summary>
    public FrontEndContext ContextOf(ParseResult arguments, Size image, long? frame = null) => new(
        Target: arguments.GetValue(_scale) is { } scale
            ? new Size(Math.Round(image.Width * scale), Math.Round(image.Height * scale))
            : null,
        Frame: frame);

    private static FrontEnd Load(string name, SuperResolverOptions options, double? scale, double? budget)
    {
        if (!IsBicubic(name)) return LoadModel(name, options, scale, budget);
        if (budget is not null) throw NothingToSpend(name);
        if (scale is not null)
            throw new UsageException($"--scale is for models of any scale; give '{name}' its own as bicubic:S.");
        return name == BicubicFit
            ? BicubicFrontEnd.FittingDetector()
            : new BicubicFrontEnd(ParseBicubic(name)!.Value);
    }

    private static SuperResolver LoadModel(string path, SuperResolverOptions options, double? scale, double? budget)
    {
        SuperResolver resolver = SuperResolver.Load(path, options with { Budget = budget });
        try
        {
            if (resolver.Model.Bundle.Clip is not null)
                throw new UsageException(
                    $"'{path}' was fitted to a clip of its own and restores nothing else; it is played by detsdk "
                    + $"enhance {path}.");
            if (scale is not null) RequireScale(resolver.Model, scale.Value);
            if (budget is not null) RequireBudget(resolver.Model, budget.Value);
            if (resolver.TileWarning is { } warning) CommandRunner.Report(warning);
            return resolver;
        }
        catch
        {
            resolver.Dispose();
            throw;
        }
    }

    private static void RequireScale(SuperResolverInfo model, double scale)
    {
        if (model.Scale is null && scale >= 1 && scale <= model.MaximumScale) return;
        throw new UsageException(
            model.Scale is { } own
                ? $"--scale is for models of any scale; '{model.Path}' enlarges by {own}."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"--scale is {scale}; '{model.Path}' enlarges by 1 to {model.MaximumScale}."));
    }

    private static void RequireBudget(SuperResolverInfo model, double budget)
    {
        double smallest = model.Bundle.SmallestBudget ?? throw NothingToSpend(model.Path);
        if (budget >= smallest && budget <= 1) return;
        throw new UsageException(string.Create(
            CultureInfo.InvariantCulture,
            $"--budget is {budget}; '{model.Path}' takes {smallest:0.000}, its cheapest part everywhere, to 1."));
    }

    private static UsageException NothingToSpend(string name) =>
        new($"--budget is for bundles whose router keeps to one; '{name}' has none.");

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
