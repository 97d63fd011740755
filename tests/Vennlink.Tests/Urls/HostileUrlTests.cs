using System.Diagnostics;
using System.Text;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

/// <summary>
/// Inputs made to be slow: each must take linear time, so a megabyte of it takes milliseconds, not minutes.
/// </summary>
public sealed class HostileUrlTests
{
    private const int Megabyte = 1 << 20;

    public static TheoryData<string, string> Inputs => new()
    {
        { "a long path", "http://a/" + new string('x', Megabyte) },
        { "a long query to encode", "http://a/?" + new string('"', Megabyte) },
        { "a long fragment", "http://a/#" + new string(' ', Megabyte) + "x" },
        { "many dot segments", "http://a/" + Repeat("b/../", Megabyte / 5) },
        { "many parents of a deep path", "http://a/" + Repeat("b/", Megabyte / 4) + Repeat("../", Megabyte / 4) },
        { "many encoded dot segments", "http://a/" + Repeat("%2E%2e/", Megabyte / 7) },
        { "many slashes", "http:" + new string('/', Megabyte) + "a" },
        { "many empty segments", "http://a" + new string('/', Megabyte) },
        { "many backslashes", "http://a" + new string('\\', Megabyte) },
        { "many labels", "http://" + Repeat("a.", Megabyte / 2) + "com/" },
        { "many dots", "http://" + new string('.', Megabyte) },
        { "many numbers", "http://" + Repeat("1.", Megabyte / 2) },
        { "a long number", "http://0x" + new string('f', Megabyte) },
        { "a long port", "http://a:" + new string('0', Megabyte) + "80/" },
        { "many at signs", "http://" + new string('@', Megabyte) + "a/" },
        { "many colons", "http://a" + new string(':', Megabyte) },
        { "many brackets", "http://" + Repeat("[:", Megabyte / 2) + "/" },
        { "a long address", "http://[" + Repeat("0:", Megabyte / 2) + "]/" },
        { "many tabs", "http://a/" + Repeat("\tb", Megabyte / 2) },
        { "many controls", new string('\u0001', Megabyte) + "http://a/" },
        { "a long scheme", new string('a', Megabyte) + ":b" },
        { "an opaque path of spaces", "a:" + new string(' ', Megabyte) + "?" },
        { "a long percent-encoded host", "http://" + Repeat("%C3%BC", Megabyte / 6) + "/" },
        { "a long host of many letters", "http://"
            + string.Concat(Enumerable.Range(0, Megabyte / 4).Select(i => (char)(0x4E00 + (i % 20000)))) + "/" },
        { "marks in an order to be changed", "http://a" + Repeat("\u0301\u0327", Megabyte / 4) + "/" },
        { "punycode that inserts at the front", "http://\u00FC.xn--" + new string('a', Megabyte) + "/" },
        { "joiners", "http://\u0628" + Repeat("\u200C", Megabyte / 3) + "\u0628/" },
        { "ignored code points", "http://a" + Repeat("\u00AD", Megabyte / 2) + "/" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_megabyte_takes_linear_time(string name, string input)
    {
        byte[] text = Encoding.UTF8.GetBytes(input);
        var parser = new UrlParser();
        UrlRecord baseUrl = new();
        UrlRecord record = new();
        var watch = Stopwatch.StartNew();
        bool isUrl = parser.TryParse(text, null, record);
        if (isUrl && record.IsHttp)
        {
            byte[] key = new byte[record.MaxKeyBytes];
            int length = record.WriteKey(key);
            PublicSuffixList.Embedded.RootDomainLength(key.AsSpan(0, length));
            byte[] canonical = new byte[length];
            UrlKey.ToCanonical(key.AsSpan(0, length), canonical);
        }

        // The same as a base, and on a base.
        if (isUrl)
        {
            parser.TryParse("../x?y"u8, record, baseUrl);
        }

        parser.TryParse("http://h/a/b"u8, null, baseUrl);
        parser.TryParse(text, baseUrl, record);
        // Quadratic time would be minutes; the bound leaves room for a busy machine.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{name}: {watch.Elapsed}");
    }

    [Fact]
    public void The_longest_international_host_takes_bounded_time()
    {
        // As many different letters as fit: the worst case of punycode.
        string host = string.Concat(Enumerable.Range(0, 1300).Select(i => (char)(0x4E00 + (i * 7))));
        var watch = Stopwatch.StartNew();
        Assert.NotNull(UrlText.Href($"http://{host}/"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void An_international_host_longer_than_any_key_fails() =>
        Assert.Null(UrlText.Href($"http://{new string('\u00FC', 2049)}/"));

    [Fact]
    public void Ill_formed_utf8_counts_as_replacement_characters()
    {
        var parser = new UrlParser();
        UrlRecord record = new();
        Assert.True(parser.TryParse([.. "http://a/"u8, 0xFF, (byte)'?', 0xC3, (byte)'#', 0xE2, 0x82], null, record));
        Assert.Equal("http://a/%EF%BF%BD?%EF%BF%BD#%EF%BF%BD", Encoding.ASCII.GetString(record.Href));
        Assert.False(parser.TryParse([.. "http://a"u8, 0xFF, (byte)'/'], null, record));
        Assert.True(record.Href.IsEmpty);
    }

    [Fact]
    public void A_record_whose_parse_failed_is_no_base()
    {
        var parser = new UrlParser();
        UrlRecord failed = new();
        Assert.False(parser.TryParse("http://a b/"u8, null, failed));
        Assert.False(parser.TryParse("/x"u8, failed, new UrlRecord()));
    }

    [Fact]
    public void A_url_cannot_be_its_own_base()
    {
        UrlRecord record = new();
        Assert.Throws<ArgumentException>(() => new UrlParser().TryParse("/x"u8, record, record));
    }

    [Fact]
    public void Ordinary_urls_allocate_nothing()
    {
        var parser = new UrlParser();
        UrlRecord baseUrl = new();
        UrlRecord record = new();
        byte[] key = new byte[512];
        Parse();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Parse();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Parse()
        {
            parser.TryParse("https://www.Example.com:8080/a/b?c=d"u8, null, baseUrl);
            parser.TryParse("../x y/%7Ez?q='1'#f"u8, baseUrl, record);
            int length = record.WriteKey(key);
            PublicSuffixList.Embedded.RootDomainLength(key.AsSpan(0, length));
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
