namespace Vennlink.Tests.Oracles;

/// <summary>PageRank and harmonic centrality by their definitions, over dictionaries of names.</summary>
internal static class NaiveScores
{
    private const double Damping = 0.85;

    /// <summary>Relative PageRank after so many rounds: t(v) = 1 + 0.85 · Σ t(u)/outdegree(u), from 1 everywhere.</summary>
    /// <param name="nodes">Nodes.</param>
    /// <param name="links">Links, in any order and number; those of a node to itself do not count, those to what is no node carry their share away.</param>
    /// <param name="rounds">Rounds.</param>
    public static Dictionary<string, double> Relative(IEnumerable<string> nodes, IEnumerable<(string Source, string Target)> links, int rounds)
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

    /// <summary>The sum of 1/distance over all nodes that reach one, by walking from every node.</summary>
    public static Dictionary<string, double> Harmonic(IEnumerable<string> nodes, IEnumerable<(string Source, string Target)> links)
    {
        string[] names = [.. nodes.Distinct()];
        Dictionary<string, int> numbers = names.Select((name, number) => (name, number)).ToDictionary(node => node.name, node => node.number);
        int[][] successors = [.. names.Select(_ => Array.Empty<int>())];
        foreach ((string source, string[] targets) in Successors(links))
        {
            successors[numbers[source]] = [.. targets.Select(target => numbers[target])];
        }

        // Numbers, and the last walk that came by, instead of sets of names: a real graph has tens of thousands of nodes to walk from.
        double[] sums = new double[names.Length];
        int[] lastWalk = new int[names.Length];
        for (int start = 0; start < names.Length; start++)
        {
            lastWalk[start] = start + 1;
            List<int> reached = [start];
            for (int distance = 1; reached.Count > 0; distance++)
            {
                List<int> next = [];
                foreach (int target in reached.SelectMany(node => successors[node]))
                {
                    if (lastWalk[target] != start + 1)
                    {
                        lastWalk[target] = start + 1;
                        sums[target] += 1.0 / distance;
                        next.Add(target);
                    }
                }

                reached = next;
            }
        }

        return names.Zip(sums).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static List<(string Source, string[] Targets)> Successors(IEnumerable<(string Source, string Target)> links) =>
        [.. links.Where(link => link.Source != link.Target).Distinct().GroupBy(link => link.Source, link => link.Target).Select(source => (source.Key, source.ToArray()))];
}
