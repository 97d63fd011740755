using System.Text;
using Vennlink.Tests.Urls;

namespace Vennlink.Tests.Oracles;

/// <summary>The algorithm of publicsuffix.org as it is written there: every rule is tried.</summary>
internal sealed class NaivePublicSuffixes(string list)
{
    private readonly List<(string[] Labels, bool IsException)> _rules = [.. Rules(list)];

    public IReadOnlyList<string[]> RuleLabels => [.. _rules.Select(rule => rule.Labels)];

    /// <summary>Number of labels of the public suffix of a host given as labels, top-level domain last.</summary>
    public int SuffixLabels(string[] host)
    {
        int longest = 1;
        foreach ((string[] labels, bool isException) in _rules)
        {
            if (!Matches(host, labels))
            {
                continue;
            }

            if (isException)
            {
                return labels.Length - 1;
            }

            longest = Math.Max(longest, labels.Length);
        }

        return longest;
    }

    private static bool Matches(string[] host, string[] rule)
    {
        for (int i = 1; i <= rule.Length; i++)
        {
            if (i > host.Length || (rule[^i] != "*" && rule[^i] != host[^i]))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<(string[] Labels, bool IsException)> Rules(string list)
    {
        foreach (string line in list.Split('\n'))
        {
            string rule = line.Split(' ', '\t')[0].Trim();
            if (rule.Length == 0 || rule.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            bool isException = rule[0] == '!';
            string[] labels = rule.TrimStart('!').Split('.');
            yield return ([.. labels.Select(label => label == "*" || Ascii.IsValid(label)
                ? label : UrlText.Canonical($"http://{label}/")!.TrimEnd('/'))], isException);
        }
    }
}
