namespace Vennlink.SpamTraining;

/// <summary>
/// Families of near-duplicate names (<c>01casino-x.ru</c>, <c>02casino-x.ru</c>): names are joined when at least half
/// of the triples of characters that either has are in both (Jaccard similarity; Broder 1997), and families are what is
/// joined by any chain of names.
/// </summary>
internal static class Families
{
    private const double LeastSimilarity = 0.5;
    private const int TripleLength = 3;

    /// <summary>Sets <see cref="LabelledSite.Family"/>. O(pairs of sites with a triple in common).</summary>
    /// <returns>Number of families.</returns>
    public static int Assign(LabelledSite[] sites)
    {
        int[] parents = [.. Enumerable.Range(0, sites.Length)];
        HashSet<string>[] triples = [.. sites.Select(site => Triples(site.Padded))];
        Dictionary<string, List<int>> holders = [];
        Dictionary<int, int> common = [];
        for (int site = 0; site < sites.Length; site++)
        {
            common.Clear();
            foreach (string triple in triples[site])
            {
                if (!holders.TryGetValue(triple, out List<int>? others))
                {
                    holders[triple] = others = [];
                }

                foreach (int other in others)
                {
                    common[other] = common.GetValueOrDefault(other) + 1;
                }

                others.Add(site);
            }

            foreach ((int other, int count) in common)
            {
                if (count >= LeastSimilarity * (triples[site].Count + triples[other].Count - count))
                {
                    parents[Root(parents, site)] = Root(parents, other);
                }
            }
        }

        Dictionary<int, int> numbers = [];
        for (int site = 0; site < sites.Length; site++)
        {
            int root = Root(parents, site);
            numbers.TryAdd(root, numbers.Count);
            sites[site].Family = numbers[root];
        }

        return numbers.Count;
    }

    // Digits are all the same, so that a counter in a name makes no other family.
    private static HashSet<string> Triples(string padded)
    {
        string plain = string.Concat(padded.Select(c => char.IsAsciiDigit(c) ? '0' : c));
        return [.. Enumerable.Range(0, Math.Max(0, plain.Length - TripleLength + 1))
            .Select(start => plain.Substring(start, TripleLength))];
    }

    private static int Root(int[] parents, int site)
    {
        while (parents[site] != site)
        {
            site = parents[site] = parents[parents[site]];
        }

        return site;
    }
}
