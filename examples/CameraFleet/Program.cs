// A fleet of cameras:  dotnet run -c Release --project examples/CameraFleet -- --Fleet:Cameras:0:Name=yard
//     --Fleet:Cameras:0:Address=clip.mp4 --Fleet:Cameras:0:RecordedRate=5        and open http://localhost:5000
using DetectionSdk;
using DetectionSdk.Examples.CameraFleet;
using DetectionSdk.Examples.CameraFleet.Grains;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
try
{
    FleetOptions options = builder.Configuration.GetSection("Fleet").Get<FleetOptions>() ?? new FleetOptions();
    options.Validate();
    builder.AddFleet(options);
    builder.Services.AddSingleton(options).AddHostedService<SiteStarter>();
    if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("Microsoft.Orleans", "DetectionSdk", "Npgsql").AddOtlpExporter())
            .WithTracing(traces => traces.AddSource("Microsoft.Orleans.*", "Npgsql").AddOtlpExporter());

    WebApplication app = builder.Build();
    using Stream page = typeof(Fleet).Assembly.GetManifestResourceStream("page.html")!;
    string html = new StreamReader(page).ReadToEnd();
    app.MapGet("/", () => Results.Content(html, "text/html"));
    app.MapGet("/cameras", (IGrainFactory grains) => grains.GetGrain<ISiteGrain>(options.Site).GetStates());
    app.MapGet("/health", () => "ok");
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (error is ArgumentException or DetectionSdkException or InvalidOperationException)
{
    Console.Error.WriteLine("CameraFleet: " + error.Message);
    return 1;
}
