namespace DetectionSdk.Soak;

/// <summary>How long and how much.</summary>
/// <param name="Duration">Time of the calls; streams and models are spread over it.</param>
/// <param name="Threads">Threads that call.</param>
/// <param name="Streams">How often a stream is started and stopped.</param>
/// <param name="Models">How often a model is loaded and disposed.</param>
/// <param name="Seed">Decides the order of the calls.</param>
/// <param name="ResidentGrowth">
/// Megabytes that resident memory may grow; short runs need more, since native heaps take a minute to find their size.
/// </param>
/// <param name="DisposesDuringCalls">Whether a third of the models is disposed while calls run.</param>
internal sealed record SoakOptions(
    TimeSpan Duration, int Threads, int Streams, int Models, long Seed, double ResidentGrowth,
    bool DisposesDuringCalls);
