using DetectionSdk.Examples.CameraFleet.Events;
using DetectionSdk.Examples.CameraFleet.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpenCvSharp;

namespace DetectionSdk.CameraFleet.Tests;

/// <summary>What every store promises. FLEET_DATABASE names a PostgreSQL to hold it to the same.</summary>
public sealed class EventStoreTests
{
    public static TheoryData<bool> Stores => [false, true];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_event_is_noted_once_however_often_it_is_told(bool postgres)
    {
        (IEventStore store, string camera, Func<Task<long>> count) = await OpenAsync(postgres);
        Watch watch = await store.BeginAsync(camera, "a", default);
        await store.CommitAsync(watch, 10, [Seen(3, 1), Seen(5, 2)], default);
        await store.CommitAsync(watch, 20, [Seen(5, 2), Seen(12, 3)], default);
        Assert.Equal(3, await count());
        Assert.Equal(20, (await store.BeginAsync(camera, "b", default)).Frame);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Who_was_superseded_can_note_nothing_more(bool postgres)
    {
        (IEventStore store, string camera, Func<Task<long>> count) = await OpenAsync(postgres);
        Watch old = await store.BeginAsync(camera, "a", default);
        Watch current = await store.BeginAsync(camera, "b", default);
        Assert.Equal((old.Turn + 1, old.Started), (current.Turn, current.Started));
        SupersededException error = await Assert.ThrowsAsync<SupersededException>(
            () => store.CommitAsync(old, 10, [Seen(3, 1)], default));
        Assert.Equal($"Another silo has taken over camera '{camera}'.", error.Message);
        Assert.Equal(0, await count());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Frames_that_are_done_stay_done(bool postgres)
    {
        (IEventStore store, string camera, _) = await OpenAsync(postgres);
        Watch watch = await store.BeginAsync(camera, "a", default);
        await store.CommitAsync(watch, 150, [], default);
        await store.CommitAsync(watch, 100, [], default);
        Assert.Equal(150, (await store.BeginAsync(camera, "a", default)).Frame);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_camera_is_remembered_until_it_is_stopped(bool postgres)
    {
        (IEventStore store, string camera, _) = await OpenAsync(postgres);
        CameraSettings settings = new() { Name = camera, Address = "rtsp://yard/1" };
        Assert.Null(await store.FindAsync(camera, default));
        await store.SetAsync(camera, settings, default);
        Assert.Equal(settings, await store.FindAsync(camera, default));
        await store.SetAsync(camera, null, default);
        Assert.Null(await store.FindAsync(camera, default));
    }

    private static FleetEvent Seen(long frame, int track) => new(frame, track, "car", 0.5f, new Rect2d(1, 2, 3, 4));

    private static async Task<(IEventStore Store, string Camera, Func<Task<long>> Count)> OpenAsync(bool postgres)
    {
        string camera = $"camera-{Guid.NewGuid()}";
        if (!postgres)
        {
            MemoryEventStore memory = new(TimeProvider.System);
            return (memory, camera, () => Task.FromResult((long)memory.Events.Count));
        }
        string? connection = Environment.GetEnvironmentVariable("FLEET_DATABASE");
        Assert.SkipWhen(connection is null, "FLEET_DATABASE names no PostgreSQL to test with.");
        NpgsqlDataSource database = NpgsqlDataSource.Create(connection!);
        PostgresEventStore store = new(database, NullLogger<PostgresEventStore>.Instance);
        await store.PrepareAsync(default);
        return (store, camera, async () =>
        {
            await using NpgsqlCommand ask = database.CreateCommand("select count(*) from events where camera = $1");
            ask.Parameters.AddWithValue(camera);
            return (long)(await ask.ExecuteScalarAsync())!;
        });
    }
}
