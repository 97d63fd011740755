namespace Vennlink.Tests.Oracles;

/// <summary>Ranks by the book: matrices in full, and walks node by node.</summary>
internal static class NaiveRanks
{
    /// <summary>Solves t = 1 + αAᵀt by elimination.</summary>
    /// <param name="arcs">Arcs with positive weights, each once.</param>
    public static double[] RelativePageRank(
        int nodeCount, IReadOnlyList<(uint Source, uint Target, double Weight)> arcs, double damping)
    {
        double[] given = new double[nodeCount];
        foreach ((uint source, _, double weight) in arcs)
        {
            given[source] += weight;
        }

        // Row v: t(v) − α Σ A(u, v) t(u) = 1.
        double[][] rows = [.. Enumerable.Range(0, nodeCount).Select(_ => new double[nodeCount + 1])];
        for (int node = 0; node < nodeCount; node++)
        {
            rows[node][node] = 1;
            rows[node][nodeCount] = 1;
        }

        foreach ((uint source, uint target, double weight) in arcs)
        {
            rows[target][source] -= damping * weight / given[source];
        }

        return Solve(rows);
    }

    /// <summary>
    /// PageRank as the paper has it: probabilities, the mass of dangling nodes shared among all in every round.
    /// </summary>
    public static double[] PageRank(int nodeCount, IReadOnlyList<(uint Source, uint Target)> arcs, double damping,
        int rounds)
    {
        int[] outDegrees = new int[nodeCount];
        foreach ((uint source, _) in arcs)
        {
            outDegrees[source]++;
        }

        double[] ranks = [.. Enumerable.Repeat(1.0 / nodeCount, nodeCount)];
        for (int round = 0; round < rounds; round++)
        {
            double dangling = Enumerable.Range(0, nodeCount).Where(node => outDegrees[node] == 0)
                .Sum(node => ranks[node]);
            double[] next = [.. Enumerable.Repeat((1 - damping + (damping * dangling)) / nodeCount, nodeCount)];
            foreach ((uint source, uint target) in arcs)
            {
                next[target] += damping * ranks[source] / outDegrees[source];
            }

            ranks = next;
        }

        return ranks;
    }

    /// <summary>The sum of 1/distance over all nodes that reach each node.</summary>
    public static double[] Harmonic(int nodeCount, IReadOnlyList<(uint Source, uint Target)> arcs)
    {
        ILookup<uint, uint> predecessors = arcs.ToLookup(arc => arc.Target, arc => arc.Source);
        return [.. Enumerable.Range(0, nodeCount).Select(node => Harmonic((uint)node, predecessors))];
    }

    /// <summary>The value of one node.</summary>
    public static double Harmonic(uint node, ILookup<uint, uint> predecessors)
    {
        HashSet<uint> seen = [node];
        List<uint> front = [node];
        double sum = 0;
        for (int distance = 1; front.Count > 0; distance++)
        {
            front = [.. front.SelectMany(reached => predecessors[reached]).Where(seen.Add)];
            sum += (double)front.Count / distance;
        }

        return sum;
    }

    // Gauss–Jordan; the rows are diagonally dominant by columns, but the largest pivot costs nothing.
    private static double[] Solve(double[][] rows)
    {
        int count = rows.Length;
        for (int column = 0; column < count; column++)
        {
            int pivot = Enumerable.Range(column, count - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (int row = 0; row < count; row++)
            {
                double factor = rows[row][column] / rows[column][column];
                if (row != column && factor != 0)
                {
                    for (int index = column; index <= count; index++)
                    {
                        rows[row][index] -= factor * rows[column][index];
                    }
                }
            }
        }

        return [.. Enumerable.Range(0, count).Select(row => rows[row][count] / rows[row][row])];
    }
}
