using System.Text;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query.Known;

/// <summary>The beginning of a target's name, as typed so far.</summary>
public sealed class TypedStart
{
    // Makes any start of a host name a host that is no IP address, so that 1.2 is not read as 1.0.0.2.
    private const string HostTail = ".x";

    private TypedStart(string typed, TargetScope scope, string host, byte[] pageKey) =>
        (Typed, Scope, Host, PageKey) = (typed, scope, host, pageKey);

    /// <summary>As typed.</summary>
    public string Typed { get; }

    /// <summary>What is looked for: a page, a subdomain or a root domain.</summary>
    public TargetScope Scope { get; }

    /// <summary>The host so far, in the form of the index: lower case, punycode. The last label may go on.</summary>
    internal string Host { get; }

    /// <summary>What keys of the pages begin with; empty unless pages are looked for.</summary>
    internal ReadOnlyMemory<byte> PageKey { get; }

    /// <summary>What it is, however it was typed; for telling questions apart.</summary>
    public string Meaning => $"{Scope} {Host} {Encoding.Latin1.GetString(PageKey.Span)}";

    /// <summary>Reads what was typed, with or without a scheme.</summary>
    /// <param name="typed">As typed; may be empty.</param>
    /// <param name="scope">What to look for; by default pages behind a slash, else root domains.</param>
    /// <returns>Null when nothing in an index can begin so.</returns>
    public static TypedStart? Parse(string typed, TargetScope? scope)
    {
        ArgumentNullException.ThrowIfNull(typed);
        string text = typed.Trim();
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "http" : text[..schemeEnd].ToLowerInvariant();
        text = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        if (scheme is not ("http" or "https"))
        {
            return null;
        }

        int hostEnd = text.AsSpan().IndexOfAny('/', '?', '#');
        string authority = hostEnd < 0 ? text : text[..hostEnd];
        TargetScope sought = scope ?? (hostEnd < 0 ? TargetScope.RootDomain : TargetScope.Page);
        if (sought == TargetScope.Page)
        {
            return ParsePage(typed, $"{scheme}://{authority}{(hostEnd < 0 ? "/" : text[hostEnd..])}");
        }

        int port = authority.IndexOf(':', StringComparison.Ordinal);
        return ParseHost(port < 0 ? authority : authority[..port]) is { } host
            ? new TypedStart(typed, sought, host, []) : null;
    }

    private static TypedStart? ParsePage(string typed, string url)
    {
        UrlRecord parsed = new();
        if (!new UrlParser().TryParse(Encoding.UTF8.GetBytes(url), null, parsed) || !parsed.Username.IsEmpty
            || !parsed.Password.IsEmpty)
        {
            return null;
        }

        byte[] key = new byte[parsed.MaxKeyBytes];
        int length = parsed.WriteKey(key);
        return new TypedStart(typed, TargetScope.Page, Encoding.ASCII.GetString(parsed.Host), key[..length]);
    }

    // A label that ends inside an xn-- form is none yet, but a start of one.
    private static string? ParseHost(string typed)
    {
        bool endsLabel = typed.EndsWith('.');
        string labels = endsLabel ? typed[..^1] : typed;
        if (labels.Length == 0)
        {
            return endsLabel ? null : "";
        }

        UrlRecord parsed = new();
        string? host = new UrlParser().TryParse(Encoding.UTF8.GetBytes($"http://{labels}{HostTail}/"), null, parsed)
                && parsed.Username.IsEmpty && parsed.Host.EndsWith(Encoding.ASCII.GetBytes(HostTail))
            ? Encoding.ASCII.GetString(parsed.Host[..^HostTail.Length])
            : typed.All(IsHostCharacter) ? labels.ToLowerInvariant() : null;
        return host is null || host.Contains("..", StringComparison.Ordinal) || host.StartsWith('.') ? null
            : endsLabel ? host + "." : host;
    }

    private static bool IsHostCharacter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_';
}
