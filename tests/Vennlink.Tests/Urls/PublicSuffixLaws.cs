using System.Text;
using CsCheck;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

public sealed class PublicSuffixLaws
{
    private static readonly NaivePublicSuffixes Naive =
        new(Encoding.UTF8.GetString(PublicSuffixList.EmbeddedText.Span));
    private static readonly IReadOnlyList<string[]> RuleLabels = Naive.RuleLabels;

    // Hosts at, above and below a rule, some with a label changed.
    private static readonly Gen<string[]> Host =
        Gen.Select(Gen.Int[0, RuleLabels.Count - 1], Gen.OneOf("a", "www", "com", "b-c").Array[0, 3], Gen.Int[0, 2],
            Gen.Int[0, 20], (rule, below, cut, change) =>
        {
            string[] labels = [.. below, .. RuleLabels[rule].Select(label => label == "*" ? "star" : label)
                .Skip(Math.Min(cut, RuleLabels[rule].Length - 1))];
            if (change < labels.Length)
            {
                labels[change] = "changed";
            }

            return labels;
        });

    [Fact]
    public void The_list_says_what_trying_every_rule_says() => Host.Sample(
        host =>
        {
            byte[] key = UrlText.KeyOfCanonical(string.Join('.', host) + "/");
            int suffixLabels = Naive.SuffixLabels(host);
            string rootDomain = string.Join('.', host[Math.Max(0, host.Length - suffixLabels - 1)..]);
            return UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(key)) == rootDomain &&
                PublicSuffixList.Embedded.IsPublicSuffix(key) == (suffixLabels >= host.Length);
        },
        iter: 2_000);

    [Fact]
    public void Every_rule_is_its_own_root_domain_and_the_label_under_it_too()
    {
        foreach (string[] labels in RuleLabels.Where(labels => labels[0] != "*"))
        {
            string suffix = string.Join('.', labels);
            bool isSuffix = PublicSuffixList.Embedded.IsPublicSuffix(UrlText.KeyOfCanonical(suffix));
            // An exception is a root domain, so what lies under it is not.
            string rootDomain = isSuffix ? $"below.{suffix}" : suffix;
            Assert.Equal(
                suffix, UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(UrlText.KeyOfCanonical(suffix))));
            if (Naive.SuffixLabels(["below", .. labels]) <= labels.Length)
            {
                Assert.Equal(rootDomain,
                    UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(UrlText.KeyOfCanonical($"below.{suffix}"))));
            }
        }
    }

    [Fact]
    public void A_root_domain_key_is_its_own_root_domain() => Host.Sample(host =>
    {
        byte[] root = PublicSuffixList.Embedded.RootDomainKey(UrlText.KeyOfCanonical(string.Join('.', host))).ToArray();
        return PublicSuffixList.Embedded.RootDomainLength(root) == root.Length;
    });
}
