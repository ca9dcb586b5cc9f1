using DetectionSdk.Examples.CameraFleet.Events;
using DetectionSdk.Examples.CameraFleet.Watching;
using Orleans.Timers;

namespace DetectionSdk.Examples.CameraFleet.Grains;

/// <summary>
/// Holds the watcher of a camera on this silo. A reminder, which outlives silos, wakes the grain again and again: on
/// another silo when the last one is gone.
/// </summary>
internal sealed class CameraGrain(
    IReminderRegistry reminders, IEventStore store, Detector detector, ILocalSiloDetails silo,
    ILogger<CameraGrain> logger) : Grain, ICameraGrain, IRemindable, IDisposable
{
    private const string Reminder = "watch";

    private readonly CancellationTokenSource _stop = new();
    private CameraWatcher? _watcher;
    private Task _watching = Task.CompletedTask;
    private string? _error;

    private string Name => this.GetPrimaryKeyString();

    public async Task Watch(CameraSettings settings)
    {
        settings.Validate();
        CameraSettings? before = await store.FindAsync(Name, _stop.Token);
        await store.SetAsync(Name, settings, _stop.Token);
        await reminders.RegisterOrUpdateReminder(
            this.GetGrainId(), Reminder, FleetTimings.Reminder, FleetTimings.Reminder);
        if (before is not null && before != settings) DeactivateOnIdle();
        else Start(settings);
    }

    public async Task StopWatching()
    {
        await store.SetAsync(Name, null, _stop.Token);
        if (await reminders.GetReminder(this.GetGrainId(), Reminder) is { } reminder)
            await reminders.UnregisterReminder(this.GetGrainId(), reminder);
        DeactivateOnIdle();
    }

    public Task<CameraState> GetState()
    {
        CameraState state = _watcher?.State ?? new CameraState(Name, null, 0, 0, null);
        return Task.FromResult(_watching.IsCompleted ? state with { Silo = null, Error = _error } : state);
    }

    async Task IRemindable.ReceiveReminder(string reminderName, TickStatus status)
    {
        if (await store.FindAsync(Name, _stop.Token) is { } settings) Start(settings);
        else await StopWatching();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watching;
    }

    public void Dispose() => _stop.Dispose();

    private void Start(CameraSettings settings)
    {
        if (!_watching.IsCompleted) return;
        _watcher = new CameraWatcher(settings, silo.Name, detector, store, logger);
        _watching = Task.Run(() => RunAsync(_watcher));
    }

    // Whatever ends it, the next reminder begins again.
    private async Task RunAsync(CameraWatcher watcher)
    {
        try
        {
            await watcher.RunAsync(_stop.Token);
            _error = "The source has ended.";
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (SupersededException error)
        {
            _error = error.Message;
            DeactivateOnIdle();
        }
        catch (Exception error) when (error is DetectionSdkException or IOException or Npgsql.NpgsqlException)
        {
            _error = error.Message;
            Log.Lost(logger, Name, error.Message);
        }
    }
}
