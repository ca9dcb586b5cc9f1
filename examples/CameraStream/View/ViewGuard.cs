using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DetectionSdk.Examples.CameraStream.View;

/// <summary>
/// Who may look. Without a token the page is for this machine: the request must name a loopback host, which a foreign
/// page that points its own name here does not (DNS rebinding). With a token the request must carry it. A browser on
/// another page may not use either (Origin).
/// </summary>
internal sealed class ViewGuard(string? token)
{
    public const string TokenParameter = "token";
    public const int ShortestToken = 16;

    /// <summary>The status code of a refusal; null when the request may pass.</summary>
    public int? Refuse(HttpRequest request)
    {
        if (token is null && !IsLoopback(request.Host.Host)) return StatusCodes.Status403Forbidden;
        if (token is not null && !HasToken(request)) return StatusCodes.Status401Unauthorized;
        string? origin = request.Headers.Origin;
        return origin is null || origin == $"{request.Scheme}://{request.Host}" ? null : StatusCodes.Status403Forbidden;
    }

    public static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool HasToken(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Query[TokenParameter].ToString()), Encoding.UTF8.GetBytes(token!));
}
