namespace Vennlink.SpamTraining;

/// <summary>A tenth of the scale.</summary>
/// <param name="FromPercent">Where it starts.</param>
/// <param name="SiteCount">Sites whose held-out score falls into it.</param>
/// <param name="SpamCount">Those labelled spam.</param>
/// <param name="MeanShare">Mean of their scores, 0–1.</param>
internal readonly record struct CalibrationBin(int FromPercent, int SiteCount, int SpamCount, double MeanShare)
{
    private const double Z = 1.96;

    /// <summary>Share labelled spam, and the bounds that hold it with 95 % (Wilson, 1927).</summary>
    public (double Share, double Low, double High) Observed
    {
        get
        {
            double n = SiteCount;
            double p = SpamCount / n;
            double middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
            double half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
            return (p, Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }
}
