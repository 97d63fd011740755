namespace Vennlink.Webs;

/// <summary>What kind of linker a source is.</summary>
/// <param name="Cluster">Kind of spam cluster that it belongs to, −1 for none.</param>
/// <param name="Quantile">Where it stands among all sources by the number of links it wants, 0 …
/// <see cref="QuantileCount"/> − 1.</param>
internal readonly record struct SourceTraits(int Cluster, int Quantile)
{
    public const int QuantileCount = 4096;
    public const int ActivityCount = 16;

    /// <summary>Spread of ln(out-degree) of the sources without the heaviest.</summary>
    private const double Sigma = 1.9;

    /// <summary>
    /// Weight is at most this many times the mean, or the heaviest of these would pass the heavy sources.
    /// </summary>
    private const double MostOfMean = 60;

    private static readonly uint[] _weights = Weights();

    /// <summary>The quantile in 16 steps.</summary>
    public int Activity => Quantile * ActivityCount / QuantileCount;

    /// <summary>Links that a source wants, in proportion to others.</summary>
    public uint Weight => _weights[Quantile];

    /// <summary>How much more than the least a source of an activity links to hubs.</summary>
    public static double HubAppetite(int activity) =>
        Math.Sqrt(_weights[((activity * 2) + 1) * QuantileCount / (2 * ActivityCount)] / 1000.0);

    /// <summary>The traits of a source.</summary>
    /// <param name="word">A random word of the node.</param>
    /// <param name="level">Its level as a target: well-linked domains link more, and are in no spam cluster.</param>
    /// <param name="clusters">The spam clusters.</param>
    public static SourceTraits Of(ulong word, int level, ClusterSlots clusters)
    {
        int quantile = (int)(word & (QuantileCount - 1));
        if (level >= 4)
        {
            return new SourceTraits(-1, QuantileCount - 1 - ((QuantileCount - 1 - quantile) >> (level >= 8 ? 2 : 1)));
        }

        int cluster = clusters.Kind(word);
        return new SourceTraits(cluster, cluster < 0 ? quantile : quantile / 2);
    }

    private static uint[] Weights()
    {
        double mean = Math.Exp(Sigma * Sigma / 2);
        return [.. Enumerable.Range(0, QuantileCount).Select(quantile =>
            (uint)Math.Max(
                1, 1000 * Math.Min(
                    MostOfMean * mean, Math.Exp(Sigma * NormalQuantile((quantile + 0.5) / QuantileCount)))))];
    }

    /// <summary>Inverse of the normal distribution, by bisection of the series of its integral.</summary>
    private static double NormalQuantile(double share)
    {
        (double low, double high) = (-6, 6);
        for (int step = 0; step < 50; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = Normal(middle) < share ? (middle, high) : (low, middle);
        }

        return low;

        static double Normal(double x)
        {
            double term = x;
            double sum = x;
            for (int i = 1; i < 200; i++)
            {
                term *= x * x / ((2 * i) + 1);
                sum += term;
            }

            return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
        }
    }
}
