using System.Text;
using System.Text.Json;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Segments.Reading;
using Vennlink.Segments.Stored;
using Vennlink.Tests.Conformance;
using Vennlink.Urls;

namespace Vennlink.Tests.Segments;

public sealed class ListedKeysTests
{
    private static readonly string[] Origins =
    [
        "http://e.com", "https://e.com", "e.com", "//e.com", "https://www.e.com", "https://www.e.com.", "http://E.com",
        "https://e.com:443", "https://e.com:8443", "http://u@e.com", "https://1.2.3.4", "https://0x7f.1",
        "http://[::1]", "https://bücher.e", "ftp://e.com", "https://e_f.com", "http://..", "https://a.1", "http:/e.com",
        "http://e.co", "localhost",
    ];

    // What changes on the way to a key, what ends a path, and what does neither.
    private static readonly string[] Pieces =
        ["/", "a", ".", "..", "/.", "%2e", "%41", "?q=a'b", "#f", "\\", " ", "\t", "é", "\"", "<", ":", "@", "//",
            "/./", "&", ";", "|", "[", "{", "com", ":80", "b.html", "\u007f"];

    private static readonly Gen<string> SomeUrl = Gen.Select(
        Gen.Int[0, Origins.Length - 1], Gen.Int[0, Pieces.Length - 1].Array[0, 5],
        (origin, pieces) => Origins[origin] + string.Concat(pieces.Select(piece => Pieces[piece])));

    [Fact]
    public void Whatever_was_read_before_a_key_is_that_of_the_parser() => Gen.Select(SomeUrl, SomeUrl).Sample(
        (origin, url) => AssertAsParsed(origin, url), iter: 200_000);

    [Fact]
    public void On_the_origin_of_every_vector_every_vector_has_the_key_of_the_parser()
    {
        List<string> inputs = [];
        foreach (string file in new[] { "urltestdata.json", "ada_extra_urltestdata.json" })
        {
            using JsonDocument document =
                JsonDocument.Parse(File.ReadAllBytes(SharedData.InRepository($"tests/data/wpt-url/{file}")));
            inputs.AddRange(document.RootElement.EnumerateArray().Where(test => test.ValueKind == JsonValueKind.Object)
                .Select(test => UrlLoneSurrogates.Text(test.GetProperty("input"))));
        }

        Assert.True(inputs.Count > 500);
        for (int index = 0; index < inputs.Count; index++)
        {
            AssertAsParsed(inputs[index], inputs[index]);
            AssertAsParsed(inputs[Math.Max(0, index - 1)], inputs[index]);
            AssertAsParsed("http://example.com/", inputs[index]);
            AssertAsParsed("http://host/", inputs[index]);
        }
    }

    [Fact]
    public void A_key_that_is_too_long_is_counted_also_on_a_known_origin()
    {
        SkipCounts skips = new();
        ListedKeys keys = new(skips);
        byte[] key = new byte[CaptureLimits.MaxKeyBytes];
        byte[] longest =
            Encoding.UTF8.GetBytes("http://e.com/" + new string('a', CaptureLimits.MaxKeyBytes - "com1e0/".Length));
        Assert.True(keys.TryRead(longest, SkipReason.BadUrl, isName: true, ref key, out int length));
        Assert.Equal(CaptureLimits.MaxKeyBytes, length);
        keys.RememberOrigin(longest, key.AsSpan(0, length));
        Assert.True(keys.TryRead(longest, SkipReason.BadUrl, isName: true, ref key, out _));
        Assert.False(keys.TryRead([.. longest, (byte)'a'], SkipReason.BadUrl, isName: true, ref key, out _));
        Assert.Equal(1, skips[SkipReason.UrlTooLong]);
    }

    private static void AssertAsParsed(string origin, string url)
    {
        ListedKeys keys = new(new SkipCounts());
        byte[] key = new byte[CaptureLimits.MaxKeyBytes];
        byte[] text = Encoding.UTF8.GetBytes(origin);
        if (keys.TryRead(text, SkipReason.BadUrl, isName: true, ref key, out int length))
        {
            keys.RememberOrigin(text, key.AsSpan(0, length));
        }

        text = Encoding.UTF8.GetBytes(url);
        string? read = keys.TryRead(text, SkipReason.BadUrl, isName: true, ref key, out length)
            ? Encoding.UTF8.GetString(key.AsSpan(0, length)) : null;
        Assert.Equal(Naive(text), read);
    }

    private static string? Naive(byte[] text)
    {
        UrlRecord url = new();
        if (!ListedUrl.TryParse(text, new UrlParser(), url) || !url.IsHttp)
        {
            return null;
        }

        byte[] key = new byte[url.MaxKeyBytes];
        int length = url.WriteKey(key);
        return length > CaptureLimits.MaxKeyBytes ? null : Encoding.UTF8.GetString(key.AsSpan(0, length));
    }
}
