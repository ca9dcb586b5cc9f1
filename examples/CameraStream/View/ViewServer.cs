using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Channels;
using DetectionSdk.Examples.CameraStream.Cameras;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DetectionSdk.Examples.CameraStream.View;

/// <summary>
/// The page: <c>/</c> itself, <c>/state</c> and <c>/settings</c> as JSON, <c>/cameras/N</c> as a WebSocket with a text
/// (numbers, boxes) and a JPEG per picture.
/// </summary>
internal sealed class ViewServer : IAsyncDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<CameraView> _cameras;
    private readonly DetectorChoices _detectors;
    private readonly DegradationStrength _degradation;
    private readonly WebApplication _application;

    private ViewServer(
        IReadOnlyList<CameraView> cameras, DetectorChoices detectors, DegradationStrength degradation,
        WebApplication application)
    {
        _cameras = cameras;
        _detectors = detectors;
        _degradation = degradation;
        _application = application;
    }

    /// <summary>Where the page is.</summary>
    public string Address =>
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <param name="endPoint">Port 0 for a free one. An address that is not loopback needs a token.</param>
    /// <param name="token">What a viewer must know; null for none.</param>
    /// <param name="cameras">The pictures.</param>
    /// <param name="detectors">What the page switches.</param>
    /// <param name="degradation">What its slider moves.</param>
    /// <exception cref="ArgumentException">
    /// The address is open to others and there is no token, or a short one.
    /// </exception>
    /// <exception cref="IOException">The port is taken or forbidden, or the address is not this machine's.</exception>
    public static async Task<ViewServer> StartAsync(
        IPEndPoint endPoint, string? token, IReadOnlyList<CameraView> cameras, DetectorChoices detectors,
        DegradationStrength degradation)
    {
        if (token is null && !IPAddress.IsLoopback(endPoint.Address))
            throw new ArgumentException(
                $"{endPoint.Address} is open to other machines; expected a token as well.", nameof(token));
        if (token is { Length: < ViewGuard.ShortestToken })
            throw new ArgumentException(
                $"The token has {token.Length} characters; expected at least {ViewGuard.ShortestToken}.",
                nameof(token));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endPoint));
        ViewServer server = new(cameras, detectors, degradation, builder.Build());
        server.Map(new ViewGuard(token));
        try
        {
            await server._application.StartAsync();
            return server;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            await server.DisposeAsync();
            throw new IOException(
                $"The page cannot be served on {endPoint}: {error.GetBaseException().Message.TrimEnd('.')}.", error);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private void Map(ViewGuard guard)
    {
        _application.Use(async (context, next) =>
        {
            if (guard.Refuse(context.Request) is { } status) context.Response.StatusCode = status;
            else await next(context);
        });
        _application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        _application.MapGet(
            "/",
            () =>
                Results.Stream(
                    typeof(ViewServer).Assembly.GetManifestResourceStream("page.html")!, "text/html; charset=utf-8"));
        _application.MapGet("/state", () => Results.Json(State()));
        _application.MapPost("/settings", Apply);
        _application.Map("/cameras/{number:int}", ServeAsync);
    }

    private object State() =>
        new
        {
            cameras = _cameras.Select(c => c.Name),
            models = _detectors.Names,
            model = _detectors.Index,
            degradation = _degradation.Value,
        };

    private IResult Apply(ViewSettings settings)
    {
        if (settings.Model is { } model && (model < 0 || model >= _detectors.Names.Count))
            return Results.Problem(
                $"model is {model}; expected 0 to {_detectors.Names.Count - 1}.",
                statusCode: StatusCodes.Status400BadRequest);
        if (settings.Degradation is { } degradation && !(degradation is >= 0 and <= 1))
            return Results.Problem(
                $"degradation is {degradation}; expected 0 to 1.", statusCode: StatusCodes.Status400BadRequest);
        if (settings.Model is { } choice) _detectors.Choose(choice);
        if (settings.Degradation is { } strength) _degradation.Value = strength;
        return Results.Json(State());
    }

    private async Task ServeAsync(HttpContext context, int number)
    {
        if (number < 0 || number >= _cameras.Count || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = number >= 0 && number < _cameras.Count
                ? StatusCodes.Status400BadRequest
                : StatusCodes.Status404NotFound;
            return;
        }
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        Channel<ViewFrame> mailbox = _cameras[number].Subscribe();
        try
        {
            await SendAsync(socket, mailbox.Reader, context.RequestAborted);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // The viewer has left.
        }
        finally
        {
            _cameras[number].Unsubscribe(mailbox);
        }
    }

    private static async Task SendAsync(WebSocket socket, ChannelReader<ViewFrame> frames, CancellationToken aborted)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        Task listening = ListenAsync(socket, stop);
        await foreach (ViewFrame frame in frames.ReadAllAsync(stop.Token))
        {
            stop.CancelAfter(SendTimeout);
            await socket.SendAsync(frame.Json, WebSocketMessageType.Text, endOfMessage: true, stop.Token);
            await socket.SendAsync(frame.Jpeg, WebSocketMessageType.Binary, endOfMessage: true, stop.Token);
            stop.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "the camera has ended", stop.Token);
        await listening;
    }

    // Viewers send nothing but their farewell.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource stop)
    {
        try
        {
            byte[] buffer = new byte[256];
            WebSocketMessageType type;
            do type = (await socket.ReceiveAsync(buffer.AsMemory(), stop.Token)).MessageType;
            while (type != WebSocketMessageType.Close);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // The viewer has left without one.
        }
        await stop.CancelAsync();
    }
}
