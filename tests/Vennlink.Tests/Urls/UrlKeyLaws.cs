using System.Text;
using CsCheck;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

public sealed class UrlKeyLaws
{
    // Few and similar labels on purpose: "-" sorts before ".", and a label can be a prefix of another.
    private static readonly Gen<string> Label = Gen.OneOf("a", "ab", "a-b", "-", "b", "com", "xn--a", "0a");
    private static readonly Gen<string> Domain = Label.List[1, 4].Select(labels => string.Join('.', labels));
    private static readonly Gen<string> Host =
        Gen.Frequency((8, Domain), (1, Gen.OneOf("1.2.3.4", "1.2.3.40", "10.2.3.4", "[::1]", "[1::]")));
    private static readonly Gen<string> Port = Gen.Frequency((3, Gen.Const(string.Empty)),
        (1, Gen.Int[0, 65535].Select(port => $":{port}")), (1, Gen.OneOf(":9", ":10", ":100")));
    private static readonly Gen<string> Path =
        Gen.OneOf("/", "/a", "/a/", "/a?", "/a?b", "/A", "/:8", "/a/b", "/~", "/!");
    private static readonly Gen<string> CanonicalUrl = Gen.Select(Host, Port, Path, (host, port, path) =>
        host + port + path);

    [Fact]
    public void Keys_in_byte_order_are_urls_in_label_port_path_order() =>
        Gen.Select(CanonicalUrl, CanonicalUrl).Sample((one, other) =>
            Math.Sign(UrlText.KeyOfCanonical(one).AsSpan()
                .SequenceCompareTo(UrlText.KeyOfCanonical(other))) == Math.Sign(NaiveUrlOrder.Compare(one, other)));

    [Fact]
    public void A_canonical_url_survives_the_way_to_its_key_and_back() =>
        CanonicalUrl.Sample(url => UrlKey.ToText(UrlText.KeyOfCanonical(url)) == url);

    [Fact]
    public void The_key_of_a_parsed_url_is_the_key_of_its_canonical_form() =>
        Gen.Select(Gen.OneOf("http://", "https://u:p@", "HTTP:\\\\"), CanonicalUrl, Gen.OneOf(string.Empty, "#f"))
            .Sample((prefix, url, suffix) =>
            UrlText.Key(prefix + url + suffix)
                .SequenceEqual(UrlText.KeyOfCanonical(UrlText.Canonical(prefix + url + suffix)!)));

    [Fact]
    public void No_key_holds_a_byte_above_tilde_or_more_than_one_host_end() =>
        Gen.String.Sample(text =>
        {
            UrlRecord? record = UrlText.Parse($"http://host/{text}") ?? UrlText.Parse("http://host/");
            byte[] key = UrlText.Key(Encoding.ASCII.GetString(record!.Href));
            Assert.False(key.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)0x7E));
            Assert.Equal(1, key.AsSpan().Count(UrlKey.HostEnd));
        });

    [Fact]
    public void A_parsed_url_parses_to_itself() =>
        Gen.Select(Gen.OneOf("http:", "https://", "file:", "x:", "x://", "ftp://h", "mailto:", string.Empty),
            Gen.String).Sample((prefix, text) =>
            UrlText.Href(prefix + text, "http://base/a/b?c#d") is not { } href || UrlText.Href(href) == href);
}
