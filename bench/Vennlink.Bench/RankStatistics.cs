namespace Vennlink.Bench;

/// <summary>How well one order agrees with another.</summary>
internal static class RankStatistics
{
    private const int BootstrapRounds = 2000;

    /// <summary>Ranks from 1, equal values sharing the mean of theirs.</summary>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        double[] ranks = new double[sorted.Length];
        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            for (int place = start; place < end; place++)
            {
                ranks[order[place]] = (start + 1 + end) / 2d;
            }

            start = end;
        }

        return ranks;
    }

    /// <summary>Spearman's rank correlation: Pearson's of the ranks.</summary>
    public static double Spearman(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double[] leftRanks = Ranks(left);
        double[] rightRanks = Ranks(right);
        double mean = (left.Length + 1) / 2d;
        double both = 0;
        double ofLeft = 0;
        double ofRight = 0;
        for (int index = 0; index < leftRanks.Length; index++)
        {
            both += (leftRanks[index] - mean) * (rightRanks[index] - mean);
            ofLeft += (leftRanks[index] - mean) * (leftRanks[index] - mean);
            ofRight += (rightRanks[index] - mean) * (rightRanks[index] - mean);
        }

        return both / Math.Sqrt(ofLeft * ofRight);
    }

    /// <summary>
    /// Area under the ROC curve: the probability that one of the chosen has a higher value than one that is not, ties
    /// counting half.
    /// </summary>
    public static double Auc(ReadOnlySpan<double> values, IReadOnlyCollection<int> chosen)
    {
        double[] ranks = Ranks(values);
        double sum = chosen.Sum(index => ranks[index]);
        double count = chosen.Count;
        return (sum - (count * (count + 1) / 2)) / (count * (values.Length - count));
    }

    /// <summary>
    /// 95 % interval of how much more one score agrees with a reference than another does, by resampling rows (paired
    /// percentile bootstrap). Seeded.
    /// </summary>
    public static (double Low, double High) DifferenceInterval(double[] score, double[] other, double[] reference)
    {
        Random random = new(1);
        int count = reference.Length;
        double[] differences = new double[BootstrapRounds];
        double[] scores = new double[count];
        double[] others = new double[count];
        double[] references = new double[count];
        for (int round = 0; round < BootstrapRounds; round++)
        {
            for (int row = 0; row < count; row++)
            {
                int drawn = random.Next(count);
                (scores[row], others[row], references[row]) = (score[drawn], other[drawn], reference[drawn]);
            }

            differences[round] = Spearman(scores, references) - Spearman(others, references);
        }

        Array.Sort(differences);
        return (differences[(int)(0.025 * BootstrapRounds)], differences[(int)(0.975 * BootstrapRounds) - 1]);
    }
}
