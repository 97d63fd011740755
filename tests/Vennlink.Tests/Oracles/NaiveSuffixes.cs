using System.Text;

namespace Vennlink.Tests.Oracles;

/// <summary>
/// Root domains by the Public Suffix List, by trying every suffix of a host against a set of rules. ASCII hosts only.
/// </summary>
internal sealed class NaiveSuffixes
{
    private readonly HashSet<string> _rules;

    public NaiveSuffixes(ReadOnlySpan<byte> listUtf8) =>
        _rules = [.. Encoding.UTF8.GetString(listUtf8).Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))];

    /// <summary>The public suffix and one label; the host itself for a public suffix and an IP address.</summary>
    public string RootDomainOf(string host)
    {
        string[] labels = host.Split('.');
        if (labels.Length == 4 && labels.All(label => label.All(char.IsAsciiDigit)))
        {
            return host;
        }

        // The first rule from the left is the longest; an exception's suffix is one label shorter than the rule.
        for (int start = 0; start < labels.Length; start++)
        {
            string candidate = string.Join('.', labels[start..]);
            string parent = string.Join('.', labels[(start + 1)..]);
            if (_rules.Contains($"!{candidate}"))
            {
                return candidate;
            }

            if (_rules.Contains(candidate) || _rules.Contains($"*.{parent}") || start == labels.Length - 1)
            {
                return string.Join('.', labels[Math.Max(0, start - 1)..]);
            }
        }

        throw new ArgumentException("A host has a label.", nameof(host));
    }
}
