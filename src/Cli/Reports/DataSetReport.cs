using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Says what a reader of a data set left out, changed or doubts: the first ones, and how many more.</summary>
internal static class DataSetReport
{
    private const int Shown = 20;

    public static void Print(IEnumerable<DataSetProblem> problems)
    {
        DataSetProblem[] all = [.. problems];
        foreach (DataSetProblem problem in all.Take(Shown)) CommandRunner.Report(problem.ToString());
        if (all.Length > Shown) CommandRunner.Report($"{all.Length - Shown} more of {all.Length} problems not shown.");
    }
}
