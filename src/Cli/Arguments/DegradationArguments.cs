using System.CommandLine;
using DetectionSdk.Degradation;

namespace DetectionSdk.Cli;

/// <summary>A degradation named on the command line: a preset, or a recipe in a JSON file.</summary>
internal static class DegradationArguments
{
    public static Option<long> Seed() =>
        new("--seed") { Description = "Fixes every draw.", HelpName = "N", DefaultValueFactory = _ => 0 };

    /// <summary>A preset's name, or the path of a recipe.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static DegradationPipeline Load(string presetOrRecipe) =>
        DegradationPipeline.PresetNames.Contains(presetOrRecipe, StringComparer.Ordinal)
            ? DegradationPipeline.FromPreset(presetOrRecipe)
            : File.Exists(presetOrRecipe)
                ? DegradationRecipe.Load(presetOrRecipe)
                : throw new UsageException(
                    $"'{presetOrRecipe}' is neither a preset ({string.Join(", ", DegradationPipeline.PresetNames)}) "
                    + "nor a recipe file.");
}
