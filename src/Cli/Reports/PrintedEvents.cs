using DetectionSdk.Watching;

namespace DetectionSdk.Cli;

/// <summary>Writes what happens to the standard output, one JSON object a line.</summary>
internal sealed class PrintedEvents : WatchOutput
{
    public override void Tell(WatchEvent happened) => Console.WriteLine(happened.ToJson());
}
