using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Query.Hide;

/// <summary>Tells feeds and aggregators by their URLs and by a list. Not thread-safe.</summary>
/// <param name="index">Whose pages are meant.</param>
internal sealed class FeedPages(ISourceIndex index)
{
    private static readonly HashSet<string> LastSegments = new(StringComparer.OrdinalIgnoreCase)
    {
        "feed", "feeds", "rss", "atom", "rdf", "rss.xml", "rss2.xml", "feed.xml", "atom.xml", "index.xml", "index.rdf",
        "feed.json", "feed.php", "rss.php", "wp-rss2.php",
    };

    private static readonly string[] Endings = [".rss", ".atom", ".rdf"];
    private static readonly string[] FirstLabels = ["feed", "feeds", "rss", "planet"];

    private readonly BytesById _keys = new((page, key) => index.PageKey(new PageId(page), key));
    private readonly HashSet<uint> _known = [.. SiteLists.Find(index, SiteLists.Aggregators)];

    /// <summary>The rows all of whose links that count stand on feeds or aggregators.</summary>
    public IdBits Hide(HideContext context) => context.RowsWithout(
        (domain, _) => !_known.Contains(domain.Value), page => !IsFeed(UrlOf(page)));

    /// <summary>Whether a URL is that of a feed or of an aggregator.</summary>
    /// <param name="url">Without scheme, as it is shown: <c>e.com/blog/feed?x=1</c>.</param>
    public static bool IsFeed(string url)
    {
        int slash = url.IndexOf('/', StringComparison.Ordinal);
        string host = url[..slash];
        string[] path = url[slash..].Split('?', 2);
        string last = path[0].TrimEnd('/').Split('/')[^1];
        return LastSegments.Contains(last)
            || Endings.Any(ending => last.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || FirstLabels.Contains(host.Split('.')[0])
            || (path.Length > 1 && path[1].Split('&').Any(parameter =>
                parameter.StartsWith("feed=", StringComparison.OrdinalIgnoreCase)));
    }

    private string UrlOf(PageId page) => UrlKey.ToText(_keys.Read(page.Value));
}
