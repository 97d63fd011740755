using System.Text;
using Vennlink.Urls;

namespace Vennlink.Query.Questions;

/// <summary>A top-level domain or longer suffix as typed: <c>de</c>, <c>.co.uk</c>, <c>РФ</c>.</summary>
public static class SuffixText
{
    /// <summary>What is said of a text that is none, behind its name.</summary>
    public const string Problem = "is not the end of a host name, such as de or co.uk";

    /// <summary>Reads one: lower case, punycode, no dot before.</summary>
    /// <returns>Null when no host name can end so.</returns>
    public static string? Parse(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        const string Before = "http://a.";
        string text = typed.Trim();
        byte[] url = Encoding.UTF8.GetBytes($"{Before}{(text.StartsWith('.') ? text[1..] : text)}/");
        UrlRecord parsed = new();
        if (!new UrlParser().TryParse(url, null, parsed) || !parsed.Host.StartsWith("a."u8)
            || parsed.Host is [.., (byte)'.'])
        {
            return null;
        }

        // Nothing but a host: no path, user or port.
        string suffix = Encoding.ASCII.GetString(parsed.Host[2..]);
        return parsed.Href.SequenceEqual(Encoding.ASCII.GetBytes($"{Before}{suffix}/"))
            && suffix.Length > 0 && !suffix.Contains("..", StringComparison.Ordinal) ? suffix : null;
    }
}
