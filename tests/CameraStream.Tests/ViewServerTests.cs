using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>Who may look, and what the server makes of bad requests.</summary>
public sealed class ViewServerTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public async Task It_listens_on_loopback_and_refuses_other_names_and_other_pages()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 64));
        Assert.StartsWith("http://127.0.0.1:", cameras.Server.Address, StringComparison.Ordinal);
        using HttpClient client = new() { BaseAddress = new Uri(cameras.Server.Address) };
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, "/"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, "/", ("Origin", cameras.Server.Address)));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(client, "/state", ("Host", "evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(client, "/state", ("Origin", "http://evil.example")));
    }

    [Fact]
    public async Task A_foreign_page_gets_no_pictures()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 64));
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(SocketAddress(cameras, "/cameras/0"), CancellationToken.None));
    }

    [Fact]
    public async Task An_open_address_needs_a_token_that_is_long_enough()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 64));
        ArgumentException open = await Assert.ThrowsAsync<ArgumentException>(
            () => cameras.ServeAsync(new IPEndPoint(IPAddress.Any, 0), null));
        Assert.Contains("expected a token", open.Message, StringComparison.Ordinal);
        ArgumentException weak = await Assert.ThrowsAsync<ArgumentException>(
            () => cameras.ServeAsync(new IPEndPoint(IPAddress.Any, 0), "short"));
        Assert.Contains("at least 16", weak.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_token_nothing_is_served_without_it()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 64), token: Token);
        using HttpClient client = new() { BaseAddress = new Uri(cameras.Server.Address) };
        foreach (string path in (string[])["/", "/state", "/settings", "/cameras/0"])
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(client, path));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(client, "/?token=0123456789abcdeX"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, $"/?token={Token}"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, $"/state?token={Token}", ("Host", "camera.example")));
    }

    [Theory]
    [InlineData("{ \"model\": 2 }", HttpStatusCode.BadRequest)]
    [InlineData("{ \"model\": -1 }", HttpStatusCode.BadRequest)]
    [InlineData("{ \"degradation\": 1.5 }", HttpStatusCode.BadRequest)]
    [InlineData("{ \"degradation\": \"much\" }", HttpStatusCode.BadRequest)]
    [InlineData("no json", HttpStatusCode.BadRequest)]
    [InlineData("{ \"model\": 1, \"degradation\": 0.5 }", HttpStatusCode.OK)]
    public async Task Settings_are_checked(string json, HttpStatusCode expected)
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 64));
        using HttpClient client = new() { BaseAddress = new Uri(cameras.Server.Address) };
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("/settings", content);
        Assert.Equal(expected, response.StatusCode);
        JsonElement state = await client.GetFromJsonAsync<JsonElement>("/state");
        Assert.Equal(
            expected == HttpStatusCode.OK ? (1, 0.5) : (0, 0),
            (state.GetProperty("model").GetInt32(), state.GetProperty("degradation").GetDouble()));
    }

    [Fact]
    public async Task Unknown_cameras_and_plain_requests_for_pictures_are_refused()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 64));
        using HttpClient client = new() { BaseAddress = new Uri(cameras.Server.Address) };
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(client, "/cameras/1"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(client, "/cameras/x"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetAsync(client, "/cameras/0"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(client, "/../Program.cs"));
    }

    [Fact]
    public async Task A_picture_follows_its_numbers()
    {
        await using RunningCameras cameras = await RunningCameras.StartAsync(new Size(64, 48));
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(SocketAddress(cameras, "/cameras/0"), CancellationToken.None);
        byte[] buffer = new byte[1 << 20];
        WebSocketReceiveResult text = await socket.ReceiveAsync(buffer, CancellationToken.None);
        JsonElement numbers = JsonDocument.Parse(buffer.AsMemory(0, text.Count)).RootElement;
        Assert.Equal((64, 48), (numbers.GetProperty("width").GetInt32(), numbers.GetProperty("height").GetInt32()));
        Assert.Equal(
            numbers.GetProperty("frame").GetInt64() + 1,
            numbers.GetProperty("processed").GetInt64() + numbers.GetProperty("dropped").GetInt64());
        WebSocketReceiveResult binary = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Assert.Equal(WebSocketMessageType.Binary, binary.MessageType);
        using Mat picture = ImageFile.Decode(buffer.AsSpan(0, binary.Count));
        Assert.Equal(new Size(64, 48), picture.Size());
    }

    private static Uri SocketAddress(RunningCameras cameras, string path) =>
        new(cameras.Server.Address.Replace("http", "ws", StringComparison.Ordinal) + path);

    private static async Task<HttpStatusCode> GetAsync(
        HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach ((string name, string value) in headers) request.Headers.Add(name, value);
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
