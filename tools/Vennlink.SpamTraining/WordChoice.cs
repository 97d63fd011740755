namespace Vennlink.SpamTraining;

/// <summary>
/// Chooses the words of a model: parts of names that stand in many families of one label and few of the other.
/// </summary>
/// <remarks>
/// Families are counted, not names, so that a name registered in a hundred variants is one witness. Kept is what has at
/// least
/// <see cref="LeastFamilies"/> families of spam and a likelihood ratio (Dunning, <em>Accurate methods for the
/// statistics of surprise and coincidence</em>, 1993) above a bound, from the highest on, unless a word that is kept
/// stands in nearly the same families.
/// </remarks>
internal static class WordChoice
{
    private const int LeastFamilies = 6;
    private const double LeastLikelihoodRatio = 15;
    private const int LongestWord = 10;
    private const int ShortestWord = 3;
    private const double SameFamilies = 0.7;

    /// <summary>Chooses words.</summary>
    /// <param name="sites">Sites to learn from.</param>
    /// <param name="count">Most words.</param>
    public static string[] Choose(IReadOnlyList<LabelledSite> sites, int count)
    {
        Dictionary<string, HashSet<int>> spam = Holders(sites.Where(site => site.IsSpam), null);
        foreach (string word in spam.Where(word => word.Value.Count < LeastFamilies).Select(word => word.Key).ToArray())
        {
            spam.Remove(word);
        }

        Dictionary<string, HashSet<int>> clean = Holders(sites.Where(site => !site.IsSpam), spam);
        int spamFamilies = sites.Where(site => site.IsSpam).Select(site => site.Family).Distinct().Count();
        int cleanFamilies = sites.Where(site => !site.IsSpam).Select(site => site.Family).Distinct().Count();
        var ranked = spam
            .Select(word =>
                (Word: word.Key,
                    Ratio: LikelihoodRatio(word.Value.Count, spamFamilies, clean.GetValueOrDefault(word.Key)?.Count
                        ?? 0, cleanFamilies)))
            .Where(word => word.Ratio >= LeastLikelihoodRatio)
            .OrderByDescending(word => word.Ratio).ThenByDescending(word => word.Word.Length)
            .ThenBy(word => word.Word, StringComparer.Ordinal);
        List<string> chosen = [];
        foreach ((string word, double _) in ranked)
        {
            if (chosen.Count == count)
            {
                break;
            }

            if (!chosen.Any(other =>
                (other.Contains(word, StringComparison.Ordinal) || word.Contains(other, StringComparison.Ordinal))
                && Similarity(spam[word], spam[other]) >= SameFamilies))
            {
                chosen.Add(word);
            }
        }

        return [.. chosen.Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, HashSet<int>> Holders(
        IEnumerable<LabelledSite> sites, Dictionary<string, HashSet<int>>? among)
    {
        Dictionary<string, HashSet<int>> holders = [];
        foreach (LabelledSite site in sites)
        {
            for (int start = 0; start < site.Padded.Length; start++)
            {
                for (int length = ShortestWord; length <= LongestWord && start + length <= site.Padded.Length; length++)
                {
                    string word = site.Padded.Substring(start, length);
                    if (word.Any(char.IsAsciiDigit))
                    {
                        break;
                    }

                    // A hyphen inside joins two words: each is one of its own.
                    if (word.AsSpan(1, length - 2).Contains('-') || (among is not null && !among.ContainsKey(word)))
                    {
                        continue;
                    }

                    if (!holders.TryGetValue(word, out HashSet<int>? families))
                    {
                        holders[word] = families = [];
                    }

                    families.Add(site.Family);
                }
            }
        }

        return holders;
    }

    private static double Similarity(HashSet<int> one, HashSet<int> other)
    {
        int common = one.Count(other.Contains);
        return (double)common / (one.Count + other.Count - common);
    }

    private static double LikelihoodRatio(int spam, int spamAll, int clean, int cleanAll)
    {
        double share = (double)(spam + clean) / (spamAll + cleanAll);
        return (double)spam / spamAll <= share
            ? 0
            : 2 * (LogLikelihood(spam, spamAll, (double)spam / spamAll)
                + LogLikelihood(clean, cleanAll, (double)clean / cleanAll)
                - LogLikelihood(spam, spamAll, share) - LogLikelihood(clean, cleanAll, share));
    }

    private static double LogLikelihood(int count, int all, double share) =>
        (count == 0 ? 0 : count * Math.Log(share)) + (count == all ? 0 : (all - count) * Math.Log(1 - share));
}
