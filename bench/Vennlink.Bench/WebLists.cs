namespace Vennlink.Bench;

/// <summary>
/// Posting lists with the shape of a web graph's: ids are best first, so density falls with the square root of the id;
/// and neighbours by name come together, so density also goes up and down from neighbourhood to neighbourhood. Seeded.
/// </summary>
internal static class WebLists
{
    /// <summary>Source domains of the 2026 Common Crawl graph: those with an outgoing link.</summary>
    public const uint WholeWebSourceCount = 43_600_000;

    private const int NeighbourhoodSize = 300;
    private const double HighestDensity = 0.95;

    /// <summary>A list of about <paramref name="idCount"/> ids below <paramref name="sourceCount"/>.</summary>
    public static uint[] Make(uint sourceCount, int idCount, int seed)
    {
        Random random = new(seed);
        return idCount > sourceCount / 500 ? Dense(random, sourceCount, idCount) : Sparse(random, sourceCount, idCount);
    }

    // Walks neighbourhood by neighbourhood; what the highest density cuts off is made up for by a higher density
    // everywhere.
    private static uint[] Dense(Random random, uint sourceCount, int idCount)
    {
        double[] densities = new double[(sourceCount / NeighbourhoodSize) + 1];
        for (int index = 0; index < densities.Length; index++)
        {
            densities[index] = Neighbourhood(random) / Math.Sqrt((index + 0.5) / densities.Length);
        }

        double low = 0;
        double high = 64;
        for (int round = 0; round < 50; round++)
        {
            double middle = (low + high) / 2;
            double sum = densities.Sum(density => Math.Min(HighestDensity, density * middle)) * NeighbourhoodSize;
            (low, high) = sum < idCount ? (middle, high) : (low, middle);
        }

        List<uint> ids = new(idCount + (idCount / 8));
        for (int index = 0; index < densities.Length; index++)
        {
            double gapScale = 1 / Math.Log(1 - Math.Min(HighestDensity, densities[index] * low));
            double place = ((double)index * NeighbourhoodSize)
                + Math.Floor(Math.Log(1 - random.NextDouble()) * gapScale);
            double end = Math.Min((index + 1d) * NeighbourhoodSize, sourceCount);
            while (place < end)
            {
                ids.Add((uint)place);
                place += 1 + Math.Floor(Math.Log(1 - random.NextDouble()) * gapScale);
            }
        }

        return [.. ids];
    }

    // Half of the ids are close to the one drawn before.
    private static uint[] Sparse(Random random, uint sourceCount, int idCount)
    {
        HashSet<uint> ids = [];
        double place = 0;
        while (ids.Count < idCount)
        {
            double step = random.NextDouble();
            place = random.Next(2) == 0 ? place + 1 + (1000 * Math.Pow(step, 4)) : step * step * sourceCount;
            if (place < sourceCount)
            {
                ids.Add((uint)place);
            }
        }

        return [.. ids.Order()];
    }

    private static double Neighbourhood(Random random) =>
        Math.Exp(0.7 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
