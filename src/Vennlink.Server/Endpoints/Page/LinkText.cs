using System.Net;

namespace Vennlink.Server.Endpoints.Page;

/// <summary>A link in the text of a page, with what stands around it.</summary>
/// <param name="Before">Text before it.</param>
/// <param name="Link">The element; empty where it was not found.</param>
/// <param name="After">Text behind it; where the link was not found, the start of the page.</param>
internal readonly record struct LinkText(string Before, string Link, string After)
{
    private const int AroundCharacters = 200;
    private const int MaxElementCharacters = 1000;
    private const int StartCharacters = 600;

    /// <summary>Finds a link by what is known of it: a guess for a person's eyes, no parser.</summary>
    /// <param name="text">The page as it was fetched.</param>
    /// <param name="target">Canonical URL of what it leads to, without a scheme; may be empty.</param>
    /// <param name="anchor">Its text; may be empty.</param>
    public static LinkText In(string text, string target, string anchor)
    {
        foreach (string sought in Sought(target, anchor))
        {
            int at = text.IndexOf(sought, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                return Around(text, at, at + sought.Length);
            }
        }

        return new LinkText("", "", text[..Math.Min(text.Length, StartCharacters)]);
    }

    // The most telling first. A page may name its own host's pages by their path alone, and escape what is not plain.
    private static IEnumerable<string> Sought(string target, string anchor)
    {
        string bare = target.TrimEnd('/');
        int slash = bare.IndexOf('/', StringComparison.Ordinal);
        string[] urls = slash < 0 ? [bare] : [bare, $"\"{bare[slash..]}", $"'{bare[slash..]}"];
        string[] anchors = anchor.Length == 0 ? [] : [$">{anchor}<", anchor];
        return urls.Concat(anchors).Where(sought => sought.Trim('"', '\'').Length > 0)
            .SelectMany(sought => new[] { sought, WebUtility.HtmlEncode(sought) }).Distinct();
    }

    private static LinkText Around(string text, int start, int end)
    {
        // The element around it, where one begins and ends near by.
        int open = text.LastIndexOf('<', start, Math.Min(start + 1, MaxElementCharacters));
        int near = Math.Min(text.Length - end, MaxElementCharacters);
        int close = text.IndexOf("</a", end, near, StringComparison.OrdinalIgnoreCase);
        close = close < 0 ? text.IndexOf('>', end, near) : text.IndexOf('>', close);
        start = open < 0 ? start : open;
        end = close < 0 ? end : close + 1;
        return new LinkText(
            text[Math.Max(0, start - AroundCharacters)..start], text[start..end],
            text[end..Math.Min(text.Length, end + AroundCharacters)]);
    }
}
