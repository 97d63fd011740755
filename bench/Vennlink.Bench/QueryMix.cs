using System.Globalization;
using System.Text;
using System.Text.Json;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// Requests as people send them, one a line: an own site and a few competitors of about its size, sizes spread evenly
/// over the orders of magnitude that the index has, so that every tenth or so asks for the largest there are.
/// </summary>
internal static class QueryMix
{
    // Competitors stand within this factor of the own site's place in the order of authority.
    private const double Neighbourhood = 3;

    /// <summary>
    /// Writes <paramref name="count"/> request bodies to <paramref name="output"/>, and what they are to standard
    /// error.
    /// </summary>
    public static void Write(string indexFolder, int count, int seed, TextWriter output)
    {
        using Snapshot snapshot =
            Snapshot.Open(IndexFolder.SnapshotFolder(indexFolder, IndexFolder.CurrentId(indexFolder)!));
        Random random = new(seed);
        long[] bySize = new long[10];
        for (int query = 0; query < count; query++)
        {
            double place = random.NextDouble() * Math.Log(snapshot.SourceDomainCount);
            string own = Name(snapshot, place, random);
            string[] competitors =
                [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => Name(snapshot, place, random))];
            foreach (string competitor in competitors)
            {
                bySize[SizeClass(snapshot, competitor)]++;
            }

            int least = random.Next(10) switch { < 3 => 1, < 8 => 2, _ => competitors.Length };
            string sort = random.Next(10) switch
            {
                < 6 => "matching_target_count",
                < 9 =>
                "source_domain_authority",
                _ => "source_spam_score"
            };
            Dictionary<string, object> body = new()
            {
                ["positive_targets"] = competitors.Select(Target),
                ["min_matching_targets"] = least,
                ["source_scope"] = random.Next(10) < 7 ? "root_domain" : "page",
                ["sort"] = sort,
                ["limit"] = random.Next(2) == 0 ? 25 : 50,
            };
            if (random.Next(10) < 7)
            {
                body["negative_targets"] = new[] { Target(own) };
            }

            output.Write(JsonSerializer.Serialize(body) + "\n");
        }

        StringBuilder sizes = new("positive targets by linking root domains:");
        for (int size = 0; size < bySize.Length; size++)
        {
            sizes.Append(CultureInfo.InvariantCulture, $" 10^{size}: {bySize[size]}");
        }

        Console.Error.WriteLine(sizes);
    }

    private static Dictionary<string, string> Target(string name) =>
        new() { ["target"] = name, ["scope"] = "root_domain" };

    private static string Name(Snapshot snapshot, double logOfPlace, Random random)
    {
        double place = Math.Exp(logOfPlace + ((random.NextDouble() - 0.5) * 2 * Math.Log(Neighbourhood)));
        byte[] key = new byte[2048];
        int length = snapshot.DomainKey(new DomainId((uint)Math.Clamp(place, 0, snapshot.SourceDomainCount - 1)), key);
        return UrlKey.ToText(key.AsSpan(0, length));
    }

    private static int SizeClass(Snapshot snapshot, string name)
    {
        byte[] key = new byte[2048];
        int length = UrlKey.FromCanonical(Encoding.ASCII.GetBytes(name), key);
        using PostingCursor list =
            snapshot.OpenList(TargetScope.RootDomain, key.AsSpan(0, length), SourceScope.RootDomain);
        return (int)Math.Log10(Math.Max(1, list.Count));
    }
}
