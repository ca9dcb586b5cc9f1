using System.CommandLine;

namespace DetectionSdk.Cli;

/// <summary>What a training verb can leave out when it resumes a run.</summary>
internal static class ResumeArgument
{
    /// <summary>Makes an option required, unless the run is resumed.</summary>
    public static void RequireUnlessResumed(this Command command, Option option, Option<bool> resume) =>
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(option) is null && !parsed.GetValue(resume))
                parsed.AddError($"Option '{option.Name}' is required.");
        });
}
