using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query.Hide;

/// <summary>Lists of root domains that rules know by name; each line of the files has its reason.</summary>
internal static class SiteLists
{
    private static readonly Lazy<IReadOnlyList<string>> _platforms = new(() => Read("platforms.txt"));
    private static readonly Lazy<IReadOnlyList<string>> _aggregators = new(() => Read("aggregators.txt"));

    /// <summary>Sites on which anybody may write, and which so link to anything.</summary>
    public static IReadOnlyList<string> Platforms => _platforms.Value;

    /// <summary>Sites that show the feeds of others.</summary>
    public static IReadOnlyList<string> Aggregators => _aggregators.Value;

    /// <summary>Those of a list that are sources of an index.</summary>
    public static IEnumerable<uint> Find(ISourceIndex index, IReadOnlyList<string> sites)
    {
        foreach (string site in sites)
        {
            if (index.TryFindDomain(UrlKey.OfText(site), out DomainId domain))
            {
                yield return domain.Value;
            }
        }
    }

    private static List<string> Read(string name)
    {
        using Stream stream =
            typeof(SiteLists).Assembly.GetManifestResourceStream($"Vennlink.Query.Hide.{name}")!;
        using StreamReader reader = new(stream);
        List<string> sites = [];
        while (reader.ReadLine() is { } line)
        {
            string site = line.Split('#')[0].Trim();
            if (site.Length > 0)
            {
                sites.Add(site);
            }
        }

        return sites;
    }
}
