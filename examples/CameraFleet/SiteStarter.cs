using DetectionSdk.Examples.CameraFleet.Events;
using DetectionSdk.Examples.CameraFleet.Grains;

namespace DetectionSdk.Examples.CameraFleet;

/// <summary>Prepares the store before the silo joins, and tells the site its cameras when it has.</summary>
internal sealed class SiteStarter(FleetOptions options, IEventStore store, IGrainFactory grains)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => store.PrepareAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) =>
        options.Cameras.Count == 0
            ? Task.CompletedTask
            : grains.GetGrain<ISiteGrain>(options.Site).Watch(options.Cameras);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
