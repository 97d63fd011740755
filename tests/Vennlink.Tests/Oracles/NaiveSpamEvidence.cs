using Vennlink.Links;
using Vennlink.Ranking.Spam;
using Vennlink.Urls;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// What pages and links say of root domains, from sets of links between strings: a byte for each feature that is known,
/// by name.
/// </summary>
internal static class NaiveSpamEvidence
{
    private static readonly string[] Social = ["facebook.com", "instagram.com", "linkedin.com", "pinterest.com",
        "tiktok.com", "twitter.com", "x.com", "youtube.com"];

    /// <summary>Of a crawl, all of whose pages were found.</summary>
    public static Dictionary<string, Dictionary<string, int>> OfCrawl(
        IReadOnlyCollection<WebLink> web, PublicSuffixList publicSuffixes)
    {
        (string Page, string Source, string Target, WebLink Link)[] links =
            [.. web.Select(link =>
                (UrlKey.ToText(SnapshotFixture.Key(link.Source)), Root(link.Source), Root(link.Target), link))];
        (string Page, string Source, string Target, WebLink Link)[] external =
            [.. links.Where(link => !link.Link.IsLost && link.Source != link.Target)];
        bool IsFollowed(WebLink link) => (link.Rel & LinkRel.NotFollowed) == 0;
        Dictionary<string, Dictionary<string, int>> known = OfArcs(
            [.. links.Select(link => link.Source), .. links.Where(link => !link.Link.IsLost)
                .Select(link => link.Target)],
            external.Where(link => IsFollowed(link.Link)).Select(link => (link.Source, link.Target)),
                external.Select(link => (link.Source, link.Target)), isFollowedKnown: true);
        foreach (var site in links.GroupBy(link => link.Source))
        {
            string[] titles = [.. site.GroupBy(link => link.Page)
                .Select(page => page.Select(link => link.Link.Title).FirstOrDefault(title => title.Length > 0, ""))];
            WebLink[] outward = [.. external.Where(link => link.Source == site.Key).Select(link => link.Link)];
            int profilePages = external.Where(link => link.Source == site.Key && Social.Contains(link.Target))
                .Select(link => link.Page).Distinct().Count();
            Dictionary<string, int> features = known[site.Key];
            features["pages"] = SpamEvidence.OfCount(titles.Length);
            features["title_length"] = 1 + (int)titles.Average(title => title.Length);
            features["empty_titles"] = Share(titles.Count(title => title.Length == 0), titles.Length);
            features["external_links"] = SpamEvidence.OfCount(outward.Length / titles.Length);
            features["profile_links"] = Share(profilePages, titles.Length);
            if (outward.Length > 0)
            {
                features["not_followed_links"] = Share(outward.Count(link => !IsFollowed(link)), outward.Length);
            }
        }

        return known;

        string Root(string page)
        {
            byte[] key = SnapshotFixture.Key(page);
            return UrlKey.ToText(key.AsSpan(0, publicSuffixes.RootDomainLength(key)));
        }
    }

    /// <summary>Of a graph of root domains.</summary>
    public static Dictionary<string, Dictionary<string, int>> OfGraph(
        IEnumerable<string> domains, IEnumerable<(string Source, string Target)> arcs)
    {
        (string Source, string Target)[] proper = [.. arcs.Where(arc => arc.Source != arc.Target)];
        return OfArcs(domains, proper, proper, isFollowedKnown: false);
    }

    private static Dictionary<string, Dictionary<string, int>> OfArcs(
        IEnumerable<string> domains, IEnumerable<(string Source, string Target)> followed,
        IEnumerable<(string Source, string Target)> all, bool isFollowedKnown)
    {
        HashSet<(string Source, string Target)> followedArcs = [.. followed];
        HashSet<(string Source, string Target)> arcs = [.. all];
        Dictionary<string, Dictionary<string, int>> known = [];
        foreach (string domain in domains.Distinct())
        {
            string[] linked = [.. followedArcs.Where(arc => arc.Source == domain).Select(arc => arc.Target)];
            string[] linking = [.. arcs.Where(arc => arc.Target == domain).Select(arc => arc.Source)];
            Dictionary<string, int> features = new() { ["linking_domains"] = SpamEvidence.OfCount(linking.Length) };
            if (linked.Length > 0)
            {
                features["linked_domains"] = SpamEvidence.OfCount(linked.Length);
                features["mutual_domains"] =
                    Share(linked.Count(other => followedArcs.Contains((other, domain))), linked.Length);
            }

            if (linking.Length > 0 && isFollowedKnown)
            {
                features["not_followed_domains"] =
                    Share(linking.Count(other => !followedArcs.Contains((other, domain))), linking.Length);
            }

            known.Add(domain, features);
        }

        return known;
    }

    private static int Share(int part, int whole) => 1 + (int)Math.Floor(100.0 * part / whole);
}
