using Vennlink.Research;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// HyperBall without its fast paths: a counter for every node, all of them united anew in every round.
/// </summary>
internal static unsafe class NaiveBalls
{
    public static float[] Harmonic(uint nodeCount, IReadOnlyList<(uint Source, uint Target)> arcs,
        Func<uint, ushort> hashOf, HyperLogLog counting)
    {
        HashSet<uint> sources = [.. arcs.Select(arc => arc.Source)];
        byte[][] balls = [.. Enumerable.Range(0, (int)nodeCount).Select(_ => new byte[counting.RegisterCount])];
        foreach (uint source in sources)
        {
            fixed (byte* ball = balls[source])
            {
                counting.Add(ball, hashOf(source));
            }
        }

        float[] sizes = [.. balls.Select(ball => Estimate(ball, counting))];
        float[] values = new float[nodeCount];
        double change;
        int round = 0;
        do
        {
            round++;
            byte[][] next = [.. balls.Select(ball => (byte[])ball.Clone())];
            foreach ((uint source, uint target) in arcs)
            {
                for (int register = 0; register < counting.RegisterCount; register++)
                {
                    next[target][register] = Math.Max(next[target][register], balls[source][register]);
                }
            }

            balls = next;
            change = 0;
            for (uint node = 0; node < nodeCount; node++)
            {
                float size = Estimate(balls[node], counting);
                float added = (size - sizes[node]) / round;
                sizes[node] = size;
                values[node] += added;
                change += added;
            }
        }
        while (change > 1.04 / Math.Sqrt(counting.RegisterCount) / 100 * values.Sum(value => (double)value));
        return values;
    }

    private static float Estimate(byte[] counter, HyperLogLog counting)
    {
        fixed (byte* start = counter)
        {
            return (float)counting.Estimate(start);
        }
    }
}
