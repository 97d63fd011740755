namespace Vennlink.Tests.Oracles;

/// <summary>PageRank by its definition, over dictionaries of names.</summary>
internal static class NaiveScores
{
    private const double Damping = 0.85;

    /// <summary>
    /// Relative PageRank after so many rounds: t(v) = 1 + 0.85 · Σ t(u)/outdegree(u), from 1 everywhere.
    /// </summary>
    /// <param name="nodes">Nodes.</param>
    /// <param name="links">Links, in any order and number; those of a node to itself do not count, those to what is no
    /// node carry their share away.</param>
    /// <param name="rounds">Rounds.</param>
    public static Dictionary<string, double> Relative(
        IEnumerable<string> nodes, IEnumerable<(string Source, string Target)> links, int rounds)
    {
        Dictionary<string, double> ranks = nodes.Distinct().ToDictionary(node => node, _ => 1.0);
        List<(string Source, string[] Targets)> successors = Successors(links);
        for (int round = 0; round < rounds; round++)
        {
            Dictionary<string, double> next = ranks.ToDictionary(rank => rank.Key, _ => 1.0);
            foreach ((string source, string[] targets) in successors)
            {
                foreach (string target in targets)
                {
                    if (next.TryGetValue(target, out double sum))
                    {
                        next[target] = sum + (Damping * ranks[source] / targets.Length);
                    }
                }
            }

            ranks = next;
        }

        return ranks;
    }

    private static List<(string Source, string[] Targets)> Successors(
        IEnumerable<(string Source, string Target)> links) =>
        [.. links.Where(link => link.Source != link.Target).Distinct().GroupBy(link => link.Source, link => link.Target)
            .Select(source => (source.Key, source.ToArray()))];
}
