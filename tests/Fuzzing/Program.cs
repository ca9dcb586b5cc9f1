using System.CommandLine;
using System.Globalization;

namespace DetectionSdk.Fuzzing;

/// <summary>
/// Gives changed files to everything that reads files. <c>--rounds</c> is a number of inputs, the same on every
/// machine; <c>--minutes</c> is a time, shared by the targets.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (arguments is ["worker", string name, string seed, string first, string end, string seconds, string file])
        {
            Worker.Run(name, Whole(seed), Whole(first), Whole(end), double.Parse(seconds), file);
            return 0;
        }
        return CreateCommand().Parse(arguments).Invoke();
    }

    private static RootCommand CreateCommand()
    {
        Option<double?> minutes = new("--minutes") { Description = "How long, all targets together." };
        Option<int> rounds = new("--rounds")
        {
            Description = "How many rounds, unless a time is given.", DefaultValueFactory = _ => 1,
        };
        Option<long> seed = new("--seed") { Description = "Decides the inputs.", DefaultValueFactory = _ => 1 };
        Option<string[]> target = new("--target") { Description = "Names of targets; all unless given." };
        Option<string> failures = new("--failures")
        {
            Description = "Folder for the inputs that failed.",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "detsdk-fuzzing"),
        };
        RootCommand command = new("Gives changed files to everything that reads files.")
            { minutes, rounds, seed, target, failures };
        command.SetAction(arguments => Run(
            arguments.GetValue(minutes), arguments.GetValue(rounds), arguments.GetValue(seed),
            arguments.GetValue(target) ?? [], arguments.GetValue(failures)!));
        return command;
    }

    private static int Run(double? minutes, int rounds, long seed, string[] names, string failures)
    {
        List<FuzzTarget> targets =
        [
            .. FuzzTarget.All.Select(make => make()).Where(target => names is [] || names.Contains(target.Name))
        ];
        if (targets.Count == 0)
        {
            Console.Error.WriteLine(
                $"expected targets among {string.Join(", ", FuzzTarget.All.Select(make => make().Name))}");
            return 2;
        }
        long inputs = 0, findings = 0;
        Report.WriteHead();
        foreach (FuzzTarget target in targets)
        {
            using (target)
            {
                Campaign campaign = new(target, seed, failures);
                campaign.Run(
                    minutes is null ? (long)rounds * target.InputsPerRound : long.MaxValue,
                    minutes * 60 / targets.Count ?? double.MaxValue);
                Report.Write(campaign);
                inputs += campaign.Inputs;
                findings += campaign.Findings.Sum(place => place.Count());
            }
        }
        Console.WriteLine($"{inputs} inputs, {findings} findings, seed {seed}");
        return findings == 0 ? 0 : 1;
    }

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
