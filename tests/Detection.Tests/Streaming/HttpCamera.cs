using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

/// <summary>A web server on loopback that answers every request in one way and then closes the connection.</summary>
internal sealed class HttpCamera : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, Task> _answer;
    private int _requests;

    public HttpCamera(Func<Stream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Requests => Volatile.Read(ref _requests);

    public string Address => $"http://user:secret@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    public static Task WriteAsync(Stream stream, string text) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    /// <summary>A camera that sends JPEGs, 20 a second, each after a line that should be a boundary.</summary>
    public static HttpCamera Jpegs(Func<int, string> boundary, Func<int, Size> size, int silentAfter = int.MaxValue) =>
        new(async stream =>
        {
            await WriteAsync(
                stream, "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n");
            for (int i = 0; i < 10_000; i++)
            {
                if (i == silentAfter) await Task.Delay(Timeout.Infinite);
                byte[] picture = Jpeg(size(i), i);
                await WriteAsync(
                    stream,
                    $"{boundary(i)}Content-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\n\r\n");
                await stream.WriteAsync(picture);
                await WriteAsync(stream, "\r\n");
                await Task.Delay(50);
            }
        });

    public void Dispose() => _listener.Dispose();

    private static byte[] Jpeg(Size size, int number)
    {
        using Mat image = new(size, MatType.CV_8UC3, new Scalar(number * 5 % 256, 120, 60));
        return image.ImEncode(".jpg");
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The server is closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            Interlocked.Increment(ref _requests);
            try
            {
                using StreamReader request = new(client.GetStream(), leaveOpen: true);
                while (!string.IsNullOrEmpty(await request.ReadLineAsync())) { }
                await _answer(client.GetStream());
            }
            catch (IOException)
            {
                // The viewer has left.
            }
        }
    }
}
