using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace DetectionSdk.Watching;

/// <summary>
/// Posts the lines of an <see cref="EventFile"/>, one by one and in their order, to an address. The file is the queue:
/// a line that is not taken (no answer, or any but 2xx) is tried again until it is, with growing waits; how far it has
/// come lies in a file beside it, so that nothing is lost while the address or this program is down. Every line has an
/// <c>Idempotency-Key</c>; after a crash the last one may come twice, with the same key.
/// </summary>
public sealed class Webhook : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly string _file;
    private readonly string _place;
    private readonly Uri _address;
    private readonly WebhookOptions _options;
    private readonly HttpClient _client;
    private long _sent;

    /// <param name="file">The events.</param>
    /// <param name="address">Takes them, by http or https.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is no http, or an option out of its range.</exception>
    public Webhook(string file, Uri address, WebhookOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(address);
        if (!IsAddress(address)) throw new ArgumentException($"'{address}' is no http address.", nameof(address));
        _options = options ?? new WebhookOptions();
        _options.Validate();
        _file = file;
        _address = address;
        _place = $"{file}.{address.Host}-{Hash(address.AbsoluteUri)[..8]}.sent";
        _client = new HttpClient { Timeout = _options.Timeout };
        _sent = ReadPlace();
    }

    /// <summary>Lines that were taken since this was made.</summary>
    public long Delivered { get; private set; }

    /// <summary>Why the newest line was not taken; null when it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether something is an address for this.</summary>
    public static bool IsAddress(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>Sends until the file has ended and all of it is delivered.</summary>
    /// <param name="ended">Cancelled when no line is added any more.</param>
    /// <param name="stop">Ends it at once; what is left is sent by the next one.</param>
    /// <returns>Whether all of it was delivered.</returns>
    public async Task<bool> SendAsync(CancellationToken ended, CancellationToken stop = default)
    {
        try
        {
            while (true)
            {
                bool isWhole = ended.IsCancellationRequested;   // before the look at the file
                if (await TryNextAsync(stop).ConfigureAwait(false)) continue;
                if (isWhole && Problem is null) return true;
                await WaitAsync(Poll, ended, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ReadLine() is null;
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Dispose() => _client.Dispose();

    // False where no line waits, or the disk does not give or take it now.
    private async Task<bool> TryNextAsync(CancellationToken stop)
    {
        try
        {
            Problem = null;
            if (ReadLine() is not { } line) return false;
            await DeliverAsync(line, stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = error.Message;
            return false;
        }
    }

    private async Task DeliverAsync(byte[] line, CancellationToken stop)
    {
        for (TimeSpan wait = _options.FirstWait; !await PostAsync(line, stop).ConfigureAwait(false);)
        {
            await Task.Delay(wait, stop).ConfigureAwait(false);
            wait = 2 * wait < _options.LongestWait ? 2 * wait : _options.LongestWait;
        }
        _sent += line.Length + 1;
        Delivered++;
        byte[] place = Encoding.ASCII.GetBytes(_sent.ToString(CultureInfo.InvariantCulture));
        AtomicFile.Write(_place, stream => stream.Write(place));
    }

    private async Task<bool> PostAsync(byte[] line, CancellationToken stop)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _address) { Content = new ByteArrayContent(line) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.Add("Idempotency-Key", Hash($"{_sent} {Encoding.UTF8.GetString(line)}"));
            using HttpResponseMessage answer = await _client.SendAsync(request, stop).ConfigureAwait(false);
            Problem = answer.IsSuccessStatusCode ? null : $"{_address.Host} answers {(int)answer.StatusCode}";
        }
        catch (Exception error)
            when (error is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            Problem = $"{_address.Host} does not answer: {error.Message}";
        }
        return Problem is null;
    }

    // The next whole line, without its end; null while there is none.
    private byte[]? ReadLine()
    {
        if (!File.Exists(_file)) return null;
        using FileStream file = new(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (_sent > file.Length) _sent = 0;   // another file by the same name
        file.Position = _sent;
        List<byte> line = [];
        using BufferedStream buffered = new(file);
        for (int next = buffered.ReadByte(); next >= 0; next = buffered.ReadByte())
        {
            if (next == '\n') return [.. line];
            line.Add((byte)next);
        }
        return null;
    }

    private long ReadPlace() =>
        File.Exists(_place)
            && long.TryParse(File.ReadAllText(_place), CultureInfo.InvariantCulture, out long sent)
            && sent >= 0
            ? sent
            : 0;

    private static async Task WaitAsync(TimeSpan wait, CancellationToken ended, CancellationToken stop)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ended, stop);
        try
        {
            await Task.Delay(wait, ended.IsCancellationRequested ? stop : either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The file has ended: one more look at it.
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
