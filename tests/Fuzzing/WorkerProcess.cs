using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DetectionSdk.Fuzzing;

/// <summary>Starts a <see cref="Worker"/> and watches it.</summary>
internal sealed class WorkerProcess(string target, long seed, Progress progress, string folder)
{
    private const int MaximumProcessorSeconds = 3, MaximumIdleSeconds = 60, MaximumMegabytes = 2048;
    private const int LastWords = 40;

    private readonly Queue<string> _errors = new();

    /// <summary>
    /// Runs inputs from the first on; what was found, among it how the process ended if it did not end well.
    /// </summary>
    public List<Finding> Run(long first, long end, double seconds)
    {
        List<Finding> findings = [];
        progress.Number = first;
        using Process process = Start(first, end, seconds);
        process.OutputDataReceived += (_, line) => Collect(line.Data, findings);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Finding? killed = Watch(process);
        process.WaitForExit();
        if (killed is not null) findings.Add(killed);
        else if (process.ExitCode != 0) findings.Add(Crash(process.ExitCode));
        return findings;
    }

    private Process Start(long first, long end, double seconds)
    {
        string[] arguments =
        [
            typeof(WorkerProcess).Assembly.Location, "worker", target, $"{seed}", $"{first}", $"{end}",
            seconds.ToString(CultureInfo.InvariantCulture), folder
        ];
        ProcessStartInfo start = new("dotnet", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCgen0size"] = "0x2000000"; // garbage of many inputs is no memory of one
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        return Process.Start(start)!;
    }

    private static void Collect(string? line, List<Finding> findings)
    {
        if (line is not ['{', ..]) return;
        try
        {
            findings.Add(JsonSerializer.Deserialize<Finding>(line)!);
        }
        catch (JsonException)
        {
            // A library wrote on stdout.
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _errors.Enqueue(line);
        if (_errors.Count > LastWords) _errors.Dequeue();
    }

    private Finding? Watch(Process process)
    {
        long number = -1;
        TimeSpan used = default;
        Stopwatch since = Stopwatch.StartNew();
        while (!process.WaitForExit(20))
        {
            try
            {
                process.Refresh();
                if (number != progress.Number)
                    (number, used, since) = (progress.Number, process.TotalProcessorTime, Stopwatch.StartNew());
                Finding? finding = Judge(process, process.TotalProcessorTime - used, since.Elapsed);
                if (finding is null) continue;
                process.Kill(entireProcessTree: true);
                return finding;
            }
            catch (Exception error) when (error is InvalidOperationException or Win32Exception)
            {
                // It has just ended.
            }
        }
        return null;
    }

    private Finding? Judge(Process process, TimeSpan used, TimeSpan elapsed)
    {
        if (process.WorkingSet64 >> 20 > MaximumMegabytes)
            return new(progress.Number, "memory", $"over {MaximumMegabytes} MB", "killed");
        // Starting takes longer than any input.
        int allowance = progress.Accepted + progress.Refused == 0 ? 30 : MaximumProcessorSeconds;
        if (used.TotalSeconds > allowance || elapsed.TotalSeconds > MaximumIdleSeconds)
            return new(progress.Number, "hang", $"{used.TotalSeconds:0} s of processor time", "killed");
        return null;
    }

    private Finding Crash(int code)
    {
        string words = string.Join('\n', _errors);
        string place = _errors.FirstOrDefault(line => line.Contains("xception", StringComparison.Ordinal))
            ?? _errors.FirstOrDefault(line => line.Contains("overflow", StringComparison.OrdinalIgnoreCase))
            ?? "";
        return new(progress.Number, "crash", $"exit code {code} {place}".Trim(), words);
    }
}
