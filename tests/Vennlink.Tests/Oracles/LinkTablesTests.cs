using System.Text;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests;

/// <summary>The oracle and the engine must mean the same by a URL, or comparing their answers says nothing.</summary>
public sealed class LinkTablesTests
{
    public static TheoryData<string> Names => [.. LinkTables.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Oracle_and_parser_agree_on_every_url_and_root_domain_of_a_table(string name)
    {
        IReadOnlyList<TableLink> links = LinkTables.Read(name);
        NaiveSuffixes suffixes = new(PublicSuffixList.EmbeddedText.Span);
        UrlParser parser = new();
        UrlRecord record = new();
        HashSet<string> urls = [.. links.Select(link => link.Source), .. links.Select(link => link.Target)];
        foreach (string url in urls)
        {
            Assert.True(parser.TryParse(Encoding.ASCII.GetBytes(url), null, record), url);
            byte[] key = new byte[record.MaxKeyBytes];
            ReadOnlySpan<byte> written = key.AsSpan(0, record.WriteKey(key));
            string canonical = NaiveIntersect.Canonical(url);
            Assert.Equal(canonical, UrlKey.ToText(written));
            Assert.Equal(
                suffixes.RootDomainOf(NaiveIntersect.Host(canonical)),
                UrlKey.ToText(PublicSuffixList.Embedded.RootDomainKey(written)));
        }

        Assert.True(links.Count > 1000);
        TestContext.Current.SendDiagnosticMessage($"{name}: {links.Count:N0} links, {urls.Count:N0} URLs");
    }
}
