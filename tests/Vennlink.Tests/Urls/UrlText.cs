using System.Text;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

/// <summary>The parser in strings, for tests.</summary>
internal static class UrlText
{
    /// <summary>The href, or null where the standard returns failure.</summary>
    public static string? Href(string input, string? baseUrl = null, Encoding? queryEncoding = null) =>
        Parse(input, baseUrl, queryEncoding) is { } record ? Encoding.ASCII.GetString(record.Href) : null;

    /// <summary>The canonical URL, or null when the input is no http(s) URL.</summary>
    public static string? Canonical(string input, string? baseUrl = null)
    {
        if (Parse(input, baseUrl) is not { IsHttp: true } record)
        {
            return null;
        }

        byte[] bytes = new byte[record.MaxKeyBytes];
        return Encoding.ASCII.GetString(bytes, 0, record.WriteCanonical(bytes));
    }

    /// <summary>The page key of an http(s) URL.</summary>
    public static byte[] Key(string input)
    {
        UrlRecord record = Parse(input) ?? throw new ArgumentException($"'{input}' is not a URL.", nameof(input));
        byte[] bytes = new byte[record.MaxKeyBytes];
        return bytes[..record.WriteKey(bytes)];
    }

    /// <summary>The key of a canonical URL, or of a host.</summary>
    public static byte[] KeyOfCanonical(string canonicalUrl)
    {
        byte[] bytes = new byte[canonicalUrl.Length + 8];
        return bytes[..UrlKey.FromCanonical(Encoding.ASCII.GetBytes(canonicalUrl), bytes)];
    }

    public static UrlRecord? Parse(string input, string? baseUrl = null, Encoding? queryEncoding = null)
    {
        var parser = new UrlParser();
        UrlRecord? baseRecord = null;
        if (baseUrl is not null)
        {
            baseRecord = new UrlRecord();
            if (!parser.TryParse(Encoding.UTF8.GetBytes(baseUrl), null, baseRecord))
            {
                return null;
            }
        }

        var record = new UrlRecord();
        return parser.TryParse(Encoding.UTF8.GetBytes(input), baseRecord, record, queryEncoding) ? record : null;
    }
}
