using DetectionSdk.Examples.CameraFleet;
using DetectionSdk.Examples.CameraFleet.Events;
using DetectionSdk.Examples.CameraFleet.Grains;
using DetectionSdk.Examples.CameraFleet.Watching;
using DetectionSdk.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace DetectionSdk.CameraFleet.Tests;

public sealed class FleetTests : IDisposable
{
    private const int Enough = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_watcher_that_is_taken_over_loses_and_doubles_nothing()
    {
        MemoryEventStore store = new(new Past());
        using Detector detector = Blinker.OpenDetector();
        CameraSettings camera = Camera("yard");
        foreach (long until in (long[])[130, 170, Enough]) await WatchAsync(store, detector, camera, until);
        Assert.Equal(await ExpectedAsync(camera), Until(store, "yard"));
    }

    [Fact]
    public async Task Cameras_of_a_silo_that_is_killed_go_on_elsewhere_and_nothing_is_lost_or_doubled()
    {
        SiloParts.Store = new MemoryEventStore(TimeProvider.System);
        SiloParts.Reminders = new ReminderTable();
        TestClusterBuilder builder = new(3);
        builder.AddSiloBuilderConfigurator<SiloParts>();
        await using TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        CameraSettings[] cameras = [.. Enumerable.Range(1, 6).Select(number => Camera($"camera-{number}"))];
        ISiteGrain site = cluster.GrainFactory.GetGrain<ISiteGrain>("site");
        await site.Watch(cameras);
        await UntilAsync(cameras, frame: 20);

        await cluster.KillSiloAsync(cluster.SecondarySilos[0]);
        await UntilAsync(cameras, Enough);

        IReadOnlyList<(long, int)> expected = await ExpectedAsync(cameras[0]);
        Assert.NotEmpty(expected);
        foreach (CameraSettings camera in cameras) Assert.Equal(expected, Until(SiloParts.Store, camera.Name));
    }

    [Fact]
    public async Task A_camera_that_is_stopped_is_watched_no_more()
    {
        SiloParts.Store = new MemoryEventStore(TimeProvider.System);
        SiloParts.Reminders = new ReminderTable();
        TestClusterBuilder builder = new(1);
        builder.AddSiloBuilderConfigurator<SiloParts>();
        await using TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        ISiteGrain site = cluster.GrainFactory.GetGrain<ISiteGrain>("site");
        await site.Watch([Camera("yard"), Camera("gate")]);
        await site.Watch([Camera("gate")]);
        CameraState state = Assert.Single(await site.GetStates());
        Assert.Equal("gate", state.Camera);
        Assert.Null(await SiloParts.Store.FindAsync("yard", default));
    }

    [Fact]
    public async Task A_site_whose_silo_is_gone_still_knows_its_cameras()
    {
        SiloParts.Store = new MemoryEventStore(TimeProvider.System);
        SiloParts.Reminders = new ReminderTable();
        SiloParts.Options = new FleetOptions { Site = "north", Cameras = [Camera("yard")] };
        TestClusterBuilder builder = new(1);
        builder.AddSiloBuilderConfigurator<SiloParts>();
        await using TestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        ISiteGrain site = cluster.GrainFactory.GetGrain<ISiteGrain>("north"); // which nobody told anything yet
        Assert.Equal("yard", Assert.Single(await site.GetStates()).Camera);
    }

    private CameraSettings Camera(string name) => new()
    {
        Name = name, Address = Blinker.WriteClip(_folder.File("clip.avi")), RecordedRate = 25,
    };

    /// <summary>Frame and track of all events in the first frames, in order.</summary>
    private static IReadOnlyList<(long Frame, int Track)> Until(MemoryEventStore store, string camera) =>
    [
        .. store.Events.Where(noted => noted.Camera == camera && noted.Event.Frame < Enough)
            .Select(noted => (noted.Event.Frame, noted.Event.Track)).Order(),
    ];

    /// <summary>What is noted where nothing goes wrong.</summary>
    private static async Task<IReadOnlyList<(long Frame, int Track)>> ExpectedAsync(CameraSettings camera)
    {
        MemoryEventStore store = new(new Past());
        using Detector detector = Blinker.OpenDetector();
        await WatchAsync(store, detector, camera, Enough);
        return Until(store, camera.Name);
    }

    private static async Task WatchAsync(MemoryEventStore store, Detector detector, CameraSettings camera, long until)
    {
        using CancellationTokenSource stop = new();
        CameraWatcher watcher = new(camera, "silo", detector, store, NullLogger.Instance);
        Task watching = watcher.RunAsync(stop.Token);
        while (watcher.State.Frame < until && !watching.IsCompleted) await Task.Delay(5);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    private static async Task UntilAsync(CameraSettings[] cameras, long frame)
    {
        using CancellationTokenSource patience = new(Patience);
        foreach (CameraSettings camera in cameras)
            while (SiloParts.Store.FrameOf(camera.Name) < frame) await Task.Delay(100, patience.Token);
    }

    private sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddHours(-1);
    }

    private sealed class SiloParts : ISiloConfigurator
    {
        public static MemoryEventStore Store { get; set; } = null!;

        public static ReminderTable Reminders { get; set; } = null!;

        public static FleetOptions Options { get; set; } = new();

        public void Configure(ISiloBuilder siloBuilder) => siloBuilder
            .AddReminders()
            .ConfigureServices(services => services
                .AddSingleton<IReminderTable>(Reminders)
                .AddSingleton<IEventStore>(Store)
                .AddSingleton(Options)
                .AddSingleton(_ => Blinker.OpenDetector()))
            .Configure<ReminderOptions>(options => options.MinimumReminderPeriod = FleetTimings.Reminder)
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = FleetTimings.Probe;
                options.NumMissedProbesLimit = FleetTimings.MissedProbes;
            });
    }
}
