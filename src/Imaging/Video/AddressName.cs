using System.Text.RegularExpressions;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// Names and messages of addresses without their secrets. Nothing is parsed, because what a parser gives up on may hold
/// the password: everything between "://" and the last '@' goes, the query goes, and the path ends where a parameter
/// that names a user, password, token or key begins.
/// </summary>
public static partial class AddressName
{
    private const string Mark = "://";
    private const int ShortestSecret = 3;

    private static readonly char[] Delimiters = [':', '/', '?', '#', '@', '&', ';', '=', ' '];

    /// <summary>The address as it may be shown.</summary>
    public static string Of(string address)
    {
        int mark = address.IndexOf(Mark, StringComparison.Ordinal), start = mark < 0 ? 0 : mark + Mark.Length;
        int at = address.LastIndexOf('@');
        bool hasUser = at >= start && (mark >= 0 || IsUser(address.AsSpan(0, at)));
        if (mark < 0 && !hasUser) return address;
        string rest = hasUser ? address[(at + 1)..] : address[start..];
        // A query before the '@' is a query still.
        bool isQuery = hasUser && address.AsSpan(start, at - start).ContainsAny('?', '#');
        int end = rest.AsSpan().IndexOfAny(isQuery ? "?#&;" : "?#");
        if (end >= 0) rest = rest[..end];
        Match secret = SecretParameter().Match(rest);
        return address[..start] + (secret.Success ? rest[..secret.Index] + "..." : rest);
    }

    /// <summary>A text about an address, such as the message of another program, without its secrets.</summary>
    public static string Redact(string text, string address)
    {
        string name = Of(address);
        if (name == address) return text;
        text = text.Replace(address, name, StringComparison.Ordinal);
        text = Url().Replace(text, found => Of(found.Value));
        IEnumerable<string> pieces = address.Split(Delimiters).Where(p => p.Length >= ShortestSecret);
        foreach (string secret in
            pieces.SelectMany<string, string>(p => [p, Uri.UnescapeDataString(p)])
                .Where(p => !name.Contains(p, StringComparison.Ordinal)).OrderByDescending(p => p.Length))
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    // An address that lacks a slash: rtsp:/user:password@host. A drive of Windows is no user.
    private static bool IsUser(ReadOnlySpan<char> beforeAt) => beforeAt.LastIndexOf(':') > 1;

    [GeneratedRegex(
        @"[^/?&;=]*(user|usr|login|account|pass|pwd|token|key|auth|secret|sign|session)[^/?&;=]*(=|%3D)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretParameter();

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9+.-]*://[^\s']+")]
    private static partial Regex Url();
}
