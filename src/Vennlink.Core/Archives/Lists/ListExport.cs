namespace Vennlink.Archives.Lists;

/// <summary>An export whose header is known.</summary>
/// <param name="Name">Who writes it.</param>
/// <param name="Names">Folded names that its header has, among others.</param>
internal sealed record ListExport(string Name, params string[] Names)
{
    // The first whose names are all there is meant: those with more telling names come first.
    private static readonly ListExport[] Known =
    [
        new("Vennlink, export links", "source", "target", "kind", "anchor", "rel", "firstseen", "lastseen"),
        new("Ahrefs, Link Intersect", "referringpageurl", "domainrating", "intersect"),
        new("Ahrefs, backlinks", "referringpageurl", "targeturl", "domainrating"),
        new("Ahrefs, referring domains", "domain", "dr", "dofollowlinks") { IsOfProperty = true },
        new("Ahrefs, API", "urlfrom", "urlto", "isdofollow"),
        new("Ahrefs, API", "urlfrom", "urlto", "isnofollow"),
        new("Semrush, Backlink Gap", "domain", "domainascore", "matchesnum") { HoldsCounts = true },
        new("Semrush, backlinks", "sourceurl", "targeturl", "pageascore"),
        new("Semrush, backlinks", "sourceurl", "targeturl", "pagetrustscore"),
        new("Majestic, backlinks", "sourceurl", "targeturl", "flagnofollow"),
        new("Moz, Open Site Explorer", "url", "targeturl", "onlyrelnofollow"),
        new("Moz, inbound links", "sourcepage", "targetpage"),
        new("SE Ranking, backlinks", "urlfrom", "urlto", "domaininlinkrank"),
        new("Serpstat, backlinks", "urlfrom", "urlto", "linktext"),
        new("DataForSEO, backlinks", "urlfrom", "urlto", "domainfrom", "dofollow"),
        new("Screaming Frog", "type", "source", "destination") { IsOfCrawler = true },
        new("Archives Unleashed", "crawldate", "source", "target"),
        new("Archives Unleashed", "crawldate", "source", "destination"),
        new("Bing Webmaster Tools", "sourceurl", "anchortext", "targeturl") { HasNoMore = true },
        new("Blogroll network", "sourcepage", "sourcetitle", "targetsite", "targetfeed", "targettitle")
            { Anchor = "targettitle" },
        new("Google Search Console, top linking sites", "site", "linkingpages", "targetpages")
            { IsOfProperty = true },
        new("Google Search Console", "linkingpage") { IsOfProperty = true },
        new("Google Search Console", "páginadeenlace") { IsOfProperty = true },
        new("Google Search Console", "דףמקשר") { IsOfProperty = true },
        new("Common Crawl, links", "s", "t") { HasNoMore = true, IsOfPairs = true },
        new("Gephi, edges", "source", "target", "type", "timeset"),
    ];

    /// <summary>Whether the export is about one site that it does not name.</summary>
    public bool IsOfProperty { get; init; }

    /// <summary>Whether it counts links and so holds none.</summary>
    public bool HoldsCounts { get; init; }

    /// <summary>Whether a crawler wrote it: rows of all that pages load, of which few are links.</summary>
    public bool IsOfCrawler { get; init; }

    /// <summary>
    /// Folded name of a column that holds anchors in this export alone: a feed's title is the text of a blogroll's
    /// link.
    /// </summary>
    public string? Anchor { get; init; }

    /// <summary>
    /// Whether it holds pairs of source and target that are URLs, or names of hosts, mostly reversed:
    /// <c>com.example</c>.
    /// </summary>
    public bool IsOfPairs { get; init; }

    private bool HasNoMore { get; init; }

    /// <summary>The export that has such a header; null for one that is not known.</summary>
    /// <param name="names">Folded names of its columns.</param>
    public static ListExport? Find(IReadOnlyCollection<string> names) => Known.FirstOrDefault(
        export => export.Names.All(names.Contains) && !(export.HasNoMore && names.Count > export.Names.Length));
}
