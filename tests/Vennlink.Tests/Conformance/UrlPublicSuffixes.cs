using System.Text.RegularExpressions;
using Vennlink.Tests.Urls;
using Vennlink.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>The test vectors of publicsuffix/list: host and registrable domain, or null.</summary>
public sealed partial class UrlPublicSuffixes
{
    // Host, reason.
    private static readonly Dictionary<string, string> KnownMisses = new()
    {
        [".com"] =
            "a host that starts with a dot is a valid URL host; this one is its own root domain, so that nothing is "
                + "lost",
        [".example"] = "the same",
        [".example.com"] = "an empty label under example.com, as the URL has it",
        [".example.example"] = "the same",
    };

    [Fact]
    public void Hosts_have_the_registrable_domain_of_tests_txt() =>
        Check(Lines("tests.txt").Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1])), 78);

    [Fact]
    public void Hosts_have_the_registrable_domain_of_test_psl_txt() =>
        Check(Lines("test_psl.txt").Select(line => Call().Match(line))
            .Select(match => (match.Groups[1].Value.Trim('\''), match.Groups[2].Value.Trim('\''))), 78);

    private static void Check(IEnumerable<(string Host, string Expected)> vectors, int vectorCount)
    {
        var misses = new List<string>();
        int count = 0;
        foreach ((string host, string expected) in vectors)
        {
            count++;
            string actual = RegistrableDomain(host);
            string wanted = expected == "null" ? expected : UrlText.Canonical($"http://{expected}/")!.TrimEnd('/');
            if (actual != wanted != KnownMisses.ContainsKey(host))
            {
                misses.Add($"{host} has {actual}, not {wanted}");
            }
        }

        Assert.True(misses.Count == 0, string.Join('\n', misses));
        Assert.Equal(vectorCount, count);
    }

    private static string RegistrableDomain(string host)
    {
        if (host == "null")
        {
            return "null";
        }

        byte[] key = UrlText.Key($"http://{host}/");
        return PublicSuffixList.Embedded.IsPublicSuffix(key)
            ? "null" : UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(key));
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(SharedData.InRepository($"tests/data/psl/{file}"))
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex(@"checkPublicSuffix\(([^,]+), ([^)]+)\)")]
    private static partial Regex Call();
}
