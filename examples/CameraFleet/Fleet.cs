using System.Net;
using DetectionSdk.Examples.CameraFleet.Events;
using Npgsql;
using Orleans.Configuration;
using StackExchange.Redis;

namespace DetectionSdk.Examples.CameraFleet;

/// <summary>Puts the parts of a silo together.</summary>
internal static class Fleet
{
    private const string Cluster = "camera-fleet";

    /// <summary>
    /// A silo of the cluster that Redis holds together; without Redis a cluster of this machine alone, which forgets
    /// its members when it ends.
    /// </summary>
    public static void AddFleet(this WebApplicationBuilder builder, FleetOptions options)
    {
        builder.Services.AddSingleton(_ => OpenDetector(options));
        AddEvents(builder.Services, options);
        builder.UseOrleans(silo =>
        {
            if (options.Redis is { } redis) silo.JoinCluster(ConfigurationOptions.Parse(redis), options);
            else silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort).UseInMemoryReminderService();
            silo.Configure<SiloOptions>(named => named.SiloName = options.Name);
            silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = FleetTimings.Reminder);
            silo.Configure<ClusterMembershipOptions>(members =>
            {
                members.ProbeTimeout = FleetTimings.Probe;
                members.NumMissedProbesLimit = FleetTimings.MissedProbes;
            });
        });
    }

    private static void JoinCluster(this ISiloBuilder silo, ConfigurationOptions redis, FleetOptions options)
    {
        redis.AbortOnConnectFail = false; // it may be on its way back
        silo.UseRedisClustering(clustering => clustering.ConfigurationOptions = redis)
            .UseRedisReminderService(reminders => reminders.ConfigurationOptions = redis)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Cluster, Cluster))
            .ConfigureEndpoints(
                IPAddress.Parse(options.Address), options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: true);
    }

    private static void AddEvents(IServiceCollection services, FleetOptions options)
    {
        if (options.Database is not { } database)
        {
            services.AddSingleton<IEventStore>(new MemoryEventStore(TimeProvider.System));
            return;
        }
        services.AddSingleton(NpgsqlDataSource.Create(database));
        services.AddSingleton<IEventStore, PostgresEventStore>();
    }

    // Many cameras share it: one thread each, none of which spins.
    private static Detector OpenDetector(FleetOptions options)
    {
        DetectorOptions detection = new() { Threads = 1, Spinning = false };
        return options.Model is { } model ? Detector.Load(model, detection) : Detector.LoadDefault(detection);
    }
}
