namespace Vennlink.Tests.Oracles;

/// <summary>How far two ways of scoring order the same things alike.</summary>
internal static class RankCorrelation
{
    /// <summary>
    /// Spearman's rank correlation: the correlation of places, equal values sharing the mean of theirs.
    /// </summary>
    public static double Spearman(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        double[] leftPlaces = Places(left);
        double[] rightPlaces = Places(right);
        double mean = (left.Count - 1) / 2.0;
        double Product(double[] first, double[] second) =>
            first.Zip(second, (one, other) => (one - mean) * (other - mean)).Sum();
        return Product(leftPlaces, rightPlaces) / Math.Sqrt(
            Product(leftPlaces, leftPlaces) * Product(rightPlaces, rightPlaces));
    }

    private static double[] Places(IReadOnlyList<double> values)
    {
        double[] places = new double[values.Count];
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(index => values[index])];
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (int index = start; index < end; index++)
            {
                places[order[index]] = (start + end - 1) / 2.0;
            }

            start = end;
        }

        return places;
    }
}
