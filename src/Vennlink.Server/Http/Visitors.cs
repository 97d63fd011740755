using System.Net;
using Vennlink.Server.Keys;
using Vennlink.Server.Sessions;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Who asks: by a key that comes with the request, else by the cookie of a browser that signed in.</summary>
/// <remarks>
/// A browser sends its cookie with requests that other pages make it send. So a cookie counts only where the request
/// is from a page of this server: browsers say so in <c>Sec-Fetch-Site</c> and <c>Origin</c>, which no page can set;
/// and what changes something needs a header too that no page of another origin may send. Only under the name that
/// the browser signed in under: a name of an attacker's that leads to this machine proves nothing.
/// </remarks>
internal sealed class Visitors(KeyStore keys, SessionStore sessions)
{
    /// <summary>
    /// Every request of the page has it. A page of another origin may send it only once the server allowed it.
    /// </summary>
    public const string PageHeader = "X-Vennlink-Page";

    private const string CookieName = "vennlink_session";

    /// <summary>Who asks.</summary>
    /// <exception cref="ApiException">Nobody that is known (401), or somebody through another's page (403).</exception>
    public string Require(HttpContext context) =>
        Credentials.Verify(context.Request.Headers, keys) ?? SignedIn(context.Request)
            ?? throw Credentials.Missing();

    /// <summary>Who signed in, by the cookie alone; null for nobody.</summary>
    /// <exception cref="ApiException">The request is not from a page of this server (403).</exception>
    public string? SignedIn(HttpRequest request)
    {
        if (SecretOf(request) is not { } secret || sessions.Find(secret) is not { } session)
        {
            return null;
        }

        if (session.AccessId is { } accessId && keys.Find(accessId) is null)
        {
            sessions.End(secret);
            return null;
        }

        if (!session.Host.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase))
        {
            throw Forbidden("The session was begun under another name of this server.");
        }

        CheckOrigin(request);
        return session.AccessId ?? Session.LocalAccessId;
    }

    /// <summary>Signs a browser in that shows a key.</summary>
    /// <exception cref="ApiException">The key is wrong (401), or another's page asks (403).</exception>
    public void SignIn(HttpContext context, string accessId, string secretKey)
    {
        CheckOrigin(context.Request);
        if (!keys.Verify(accessId, secretKey))
        {
            throw new ApiException(
                StatusCodes.Status401Unauthorized, "No key of this server has this Access ID and Secret Key.");
        }

        Begin(context, accessId);
    }

    /// <summary>Signs a browser in by the token of a one-time address; only under a name of this machine.</summary>
    public bool TrySignInOnce(HttpContext context, string token)
    {
        bool isUsed = IsLoopbackName(context.Request.Host.Host) && sessions.TryUse(token);
        if (isUsed)
        {
            Begin(context, accessId: null);
        }

        return isUsed;
    }

    /// <summary>Ends the session of a browser.</summary>
    /// <exception cref="ApiException">Another's page asks (403).</exception>
    public void SignOut(HttpContext context)
    {
        CheckOrigin(context.Request);
        if (SecretOf(context.Request) is { } secret)
        {
            sessions.End(secret);
        }

        context.Response.Cookies.Delete(NameFor(context.Request), OptionsFor(context.Request));
    }

    // What a name server can be made to say of a name of an attacker's, none can say of these.
    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static void CheckOrigin(HttpRequest request)
    {
        bool isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        string origin = request.Headers.Origin.ToString();

        // "none": the person typed the address.
        bool isOwn = site.Length > 0 ? site == "same-origin" || (isReading && site == "none")
            : origin.Length == 0 || IsOwn(origin, request.Host.Value);
        if (!isOwn)
        {
            throw Forbidden("A page of another site may not use the session of this browser.");
        }

        if (!isReading && !request.Headers.ContainsKey(PageHeader))
        {
            throw Forbidden($"With a session, what changes something needs the header {PageHeader}: 1.");
        }
    }

    private static bool IsOwn(string origin, string? host)
    {
        int end = origin.IndexOf("://", StringComparison.Ordinal);
        return end >= 0 && origin[(end + 3)..].Equals(host, StringComparison.OrdinalIgnoreCase);
    }

    private static ApiException Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);

    private static string? SecretOf(HttpRequest request) =>
        request.Cookies.TryGetValue(NameFor(request), out string? secret) && secret.Length > 0 ? secret : null;

    // Cookies know no ports, so two servers of one machine would else sign each other out.
    private static string NameFor(HttpRequest request) =>
        request.Host.Port is { } port ? $"{CookieName}_{port}" : CookieName;

    // Behind a proxy with TLS the browser is told never to send it without.
    private static CookieOptions OptionsFor(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https",
    };

    private void Begin(HttpContext context, string? accessId)
    {
        CookieOptions options = OptionsFor(context.Request);
        options.MaxAge = SessionStore.Lifetime;
        context.Response.Cookies.Append(
            NameFor(context.Request), sessions.Begin(accessId, context.Request.Host.Value ?? ""), options);
    }
}
