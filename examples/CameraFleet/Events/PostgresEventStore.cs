using DetectionSdk.Examples.CameraFleet.Watching;
using Npgsql;
using NpgsqlTypes;

namespace DetectionSdk.Examples.CameraFleet.Events;

/// <summary>
/// Remembers in PostgreSQL. While the database is away every call waits for it, for as long as its token lets it.
/// </summary>
internal sealed class PostgresEventStore(NpgsqlDataSource database, ILogger<PostgresEventStore> logger) : IEventStore
{
    private const int Version = 1;

    // The lock lets two silos that start at once make the tables one after the other.
    private static readonly string[] Tables =
    [
        "select pg_advisory_xact_lock(20261127)",
        "create table if not exists fleet (version int not null)",
        """
        create table if not exists cameras (
            camera text primary key, address text, recorded_rate float8, turn bigint not null default 0, silo text,
            started timestamptz not null default now(), frame bigint not null default 0,
            seen timestamptz not null default now(), longest_gap interval not null default '0')
        """,
        """
        create table if not exists events (
            camera text, frame bigint, track int, label text not null, score real not null, x float8 not null,
            y float8 not null, width float8 not null, height float8 not null, noted timestamptz not null default now(),
            primary key (camera, frame, track))
        """,
    ];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    public Task PrepareAsync(CancellationToken token) => RetryAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(token);
            foreach (string statement in Tables) await RunAsync(connection, statement, token);
            await RunAsync(
                connection, "insert into fleet select $1 where not exists (select from fleet)", token, Version);
            await using NpgsqlCommand ask = new("select version from fleet", connection);
            int found = (int)(await ask.ExecuteScalarAsync(token))!;
            if (found != Version)
                throw new InvalidOperationException(
                    $"The tables of '{connection.Database}' are of version {found}; this program's are of version "
                    + $"{Version}.");
            await transaction.CommitAsync(token);
            return true;
        },
        token);

    public Task SetAsync(string camera, CameraSettings? settings, CancellationToken token) => RetryAsync(
        connection => RunAsync(
            connection,
            """
            insert into cameras (camera, address, recorded_rate) values ($1, $2, $3)
            on conflict (camera) do update set address = excluded.address, recorded_rate = excluded.recorded_rate
            """,
            token, camera, Optional(NpgsqlDbType.Text, settings?.Address),
            Optional(NpgsqlDbType.Double, settings?.RecordedRate)),
        token);

    public Task<CameraSettings?> FindAsync(string camera, CancellationToken token) => RetryAsync(
        async connection =>
        {
            await using NpgsqlCommand ask = Command(
                connection,
                "select address, recorded_rate from cameras where camera = $1 and address is not null", camera);
            await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(token);
            return await row.ReadAsync(token)
                ? new CameraSettings
                {
                    Name = camera,
                    Address = row.GetString(0),
                    RecordedRate = row.IsDBNull(1) ? null : row.GetDouble(1),
                }
                : null;
        },
        token);

    public Task<Watch> BeginAsync(string camera, string silo, CancellationToken token) => RetryAsync(
        async connection =>
        {
            await using NpgsqlCommand ask = Command(
                connection,
                """
                insert into cameras (camera, turn, silo) values ($1, 1, $2)
                on conflict (camera) do update set turn = cameras.turn + 1, silo = excluded.silo
                returning turn, started, frame
                """,
                camera, silo);
            await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(token);
            await row.ReadAsync(token);
            return new Watch(camera, row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2));
        },
        token);

    public Task CommitAsync(Watch watch, long frame, IReadOnlyList<FleetEvent> events, CancellationToken token) =>
        RetryAsync(
            async connection =>
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(token);
                int taken = await RunAsync(
                    connection,
                    """
                    update cameras set frame = greatest(frame, $3), seen = now(),
                        longest_gap = greatest(longest_gap, now() - seen)
                    where camera = $1 and turn = $2
                    """,
                    token, watch.Camera, watch.Turn, frame);
                if (taken == 0) throw new SupersededException(watch.Camera);
                foreach (FleetEvent noted in events)
                    await RunAsync(
                        connection,
                        """
                        insert into events (camera, frame, track, label, score, x, y, width, height)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
                        """,
                        token, watch.Camera, noted.Frame, noted.Track, noted.Label, noted.Score, noted.Box.X,
                        noted.Box.Y, noted.Box.Width, noted.Box.Height);
                await transaction.CommitAsync(token);
                return true;
            },
            token);

    private static NpgsqlParameter Optional(NpgsqlDbType type, object? value) =>
        new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, params ReadOnlySpan<object> values)
    {
        NpgsqlCommand command = new(text, connection);
        foreach (object value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private static async Task<int> RunAsync(
        NpgsqlConnection connection, string text, CancellationToken token, params object[] values)
    {
        await using NpgsqlCommand command = Command(connection, text, values);
        return await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>
    /// Runs something until the database is there. It may run twice, where the connection broke before the answer.
    /// </summary>
    private async Task<T> RetryAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken token)
    {
        for (bool told = false; ; told = true)
        {
            try
            {
                await using NpgsqlConnection connection = await database.OpenConnectionAsync(token);
                return await run(connection);
            }
            catch (NpgsqlException error) when (error is not PostgresException || error.IsTransient)
            {
                if (!told) Log.DatabaseAway(logger, error.Message);
                await Task.Delay(Pause, token);
            }
        }
    }
}
