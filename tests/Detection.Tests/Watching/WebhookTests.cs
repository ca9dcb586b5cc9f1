using System.Net;
using System.Text;
using DetectionSdk.Watching;

namespace DetectionSdk.Tests.Watching;

public sealed class WebhookTests : IDisposable
{
    private static readonly WebhookOptions Hasty = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(1), LongestWait = TimeSpan.FromMilliseconds(2),
    };

    private static readonly CancellationToken Ended = new(canceled: true);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpReceiver _receiver = new();

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_come_once_and_in_their_order_however_often_the_address_refuses()
    {
        string file = _folder.Write("events.jsonl", "");
        _receiver.Refusals = 70;                         // as many as there are in an hour of the default waits
        using Webhook webhook = new(file, _receiver.Address, Hasty);
        using CancellationTokenSource ended = new();
        Task<bool> sending = webhook.SendAsync(ended.Token);
        using (EventFile events = new(file))
            for (int frame = 0; frame < 20; frame++) events.Tell(At(frame));
        await ended.CancelAsync();

        Assert.True(await sending);
        Assert.Equal(Enumerable.Range(0, 20).Select(frame => At(frame).ToJson()), _receiver.Taken);
        Assert.Equal(20, _receiver.Keys.Distinct().Count());
        Assert.Equal((20, null), (webhook.Delivered, webhook.Problem));
    }

    [Fact]
    public async Task What_was_not_delivered_is_sent_by_the_next_program()
    {
        string file = _folder.File("events.jsonl");
        using (EventFile events = new(file))
            for (int frame = 0; frame < 3; frame++) events.Tell(At(frame));
        _receiver.Refusals = int.MaxValue;
        using CancellationTokenSource stop = new();
        _receiver.Refused += () =>
        {
            if (_receiver.Refusals < int.MaxValue - 5) stop.Cancel();
        };
        using (Webhook down = new(file, _receiver.Address, Hasty))
        {
            Assert.False(await down.SendAsync(Ended, stop.Token));
            Assert.Equal((0, "localhost answers 503"), (down.Delivered, down.Problem));
        }
        _receiver.Refusals = 0;
        using (Webhook up = new(file, _receiver.Address, Hasty)) Assert.True(await up.SendAsync(Ended));
        using (EventFile more = new(file)) more.Tell(At(3));
        using (Webhook again = new(file, _receiver.Address, Hasty)) Assert.True(await again.SendAsync(Ended));

        Assert.Equal(Enumerable.Range(0, 4).Select(frame => At(frame).ToJson()), _receiver.Taken);
    }

    [Fact]
    public async Task An_address_that_nobody_listens_at_is_tried_again()
    {
        string file = _folder.Write("events.jsonl", "{}\n");
        Uri address = _receiver.Address;
        _receiver.Dispose();
        using Webhook webhook = new(file, address, Hasty);
        using CancellationTokenSource stop = new();
        Task<bool> sending = webhook.SendAsync(Ended, stop.Token);
        Assert.True(SpinWait.SpinUntil(() => webhook.Problem is not null, TimeSpan.FromMinutes(1)));
        await stop.CancelAsync();
        Assert.False(await sending);
        Assert.StartsWith("localhost does not answer: ", webhook.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_not_finished_waits_and_is_taken_away_by_the_next_program()
    {
        string file = _folder.Write("events.jsonl", "{\"whole\":1}\n{\"tor");
        using (Webhook webhook = new(file, _receiver.Address, Hasty)) Assert.True(await webhook.SendAsync(Ended));
        Assert.Equal(["{\"whole\":1}"], _receiver.Taken);
        using (EventFile events = new(file)) events.Tell(At(1));
        Assert.Equal(["{\"whole\":1}", At(1).ToJson()], File.ReadLines(file));
    }

    [Fact]
    public void Addresses_and_waits_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new Webhook("e.jsonl", new Uri("ftp://host/")));
        Assert.StartsWith(
            "WebhookOptions.LongestWait must be at least FirstWait.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new Webhook(
                    "e.jsonl", _receiver.Address, new WebhookOptions { LongestWait = TimeSpan.Zero })).Message,
            StringComparison.Ordinal);
    }

    private static WatchEvent At(int frame) =>
        new(DateTimeOffset.UnixEpoch, "gate", frame, WatchEventKind.Frozen);

    /// <summary>An address that answers 503 so many times, then takes what comes.</summary>
    private sealed class HttpReceiver : IDisposable
    {
        private readonly HttpListener _listener = new();

        public HttpReceiver()
        {
            for (int port = 20000 + Environment.ProcessId % 20000; ; port++)
            {
                try
                {
                    Address = new Uri($"http://localhost:{port}/hook/");
                    _listener.Prefixes.Clear();
                    _listener.Prefixes.Add(Address.AbsoluteUri);
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException)
                {
                    // The port is taken.
                }
            }
            _ = AnswerAsync();
        }

        public event Action? Refused;

        public Uri Address { get; private set; }

        public int Refusals { get; set; }

        public List<string> Taken { get; } = [];

        public List<string?> Keys { get; } = [];

        public void Dispose() => _listener.Close();

        private async Task AnswerAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    Answer(await _listener.GetContextAsync());
                }
                catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private void Answer(HttpListenerContext context)
        {
            using HttpListenerResponse response = context.Response;
            if (Refusals > 0)
            {
                Refusals--;
                response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                Refused?.Invoke();
                return;
            }
            using StreamReader body = new(context.Request.InputStream, Encoding.UTF8);
            Taken.Add(body.ReadToEnd());
            Keys.Add(context.Request.Headers["Idempotency-Key"]);
        }
    }
}
