using System.CommandLine;

namespace DetectionSdk.Cli;

/// <summary>Refuses whole numbers out of range where the command line is read.</summary>
internal static class OptionRange
{
    /// <summary>The option, which refuses a number below the least or above the largest.</summary>
    public static Option<int> Within(this Option<int> option, int least, int most = int.MaxValue)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ } token] || !int.TryParse(token.Value, out int value)) return;
            if (value >= least && value <= most) return;
            result.AddError(
                $"{option.Name} is {value}; expected "
                + (most == int.MaxValue ? $"at least {least}." : $"{least} to {most}."));
        });
        return option;
    }
}
