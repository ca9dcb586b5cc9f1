using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.Examples.CameraFleet.Grains;

/// <summary>
/// Starts and stops the cameras of a site. It is told them by every silo that starts; when its own is gone, it knows
/// them from the settings of the next.
/// </summary>
internal sealed class SiteGrain(FleetOptions options) : Grain, ISiteGrain
{
    private IReadOnlyList<CameraSettings> _cameras = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString() == options.Site) _cameras = options.Cameras;
        return Task.CompletedTask;
    }

    public async Task Watch(IReadOnlyList<CameraSettings> cameras)
    {
        IEnumerable<string> gone = _cameras.Select(camera => camera.Name).Except(cameras.Select(camera => camera.Name));
        await Task.WhenAll(
        [
            .. cameras.Select(camera => Camera(camera.Name).Watch(camera)),
            .. gone.Select(name => Camera(name).StopWatching()),
        ]);
        _cameras = cameras;
    }

    public async Task<IReadOnlyList<CameraState>> GetStates() =>
        await Task.WhenAll(_cameras.Select(camera => GetState(camera.Name)));

    private ICameraGrain Camera(string name) => GrainFactory.GetGrain<ICameraGrain>(name);

    // A camera between two silos must not hold up the page.
    private async Task<CameraState> GetState(string name)
    {
        try
        {
            return await Camera(name).GetState().WaitAsync(FleetTimings.StateTimeout);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            return new CameraState(name, null, 0, 0, error.Message);
        }
    }
}
