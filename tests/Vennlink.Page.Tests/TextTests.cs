using System.Globalization;
using System.Text;

namespace Vennlink.Page.Tests;

/// <summary>How strangers' texts are shown, without a browser.</summary>
public sealed class TextTests
{
    private static readonly SiteModule Text = SiteModule.Load("text.js");

    [Theory]
    [InlineData("bücher.example")]
    [InlineData("пример.испытание")]
    [InlineData("例え.テスト")]
    [InlineData("한국.example")]
    [InlineData("παράδειγμα.gr")]
    [InlineData("ยจฆฟคฏข.example")]
    [InlineData("a-ü-b.example")]
    public void Hosts_are_shown_in_their_own_letters(string host) =>
        Assert.Equal(host, Text.Text("readableHost", new IdnMapping().GetAscii(host)));

    // A Cyrillic "а" among Latin letters, a name of lookalikes alone, a letter that is a slash to the eye, and a mark
    // that stands on what is before the name.
    [Theory]
    [InlineData("pаypal.com")]
    [InlineData("арр.com")]
    [InlineData("xn--ab-c6t.example")]
    [InlineData("xn--a-b-cmc.example")]
    [InlineData("ωmega.example")]
    public void Hosts_that_could_pass_for_others_stay_punycode(string host)
    {
        string ascii = host.StartsWith("xn--", StringComparison.Ordinal) ? host : new IdnMapping().GetAscii(host);
        Assert.Equal(ascii, Text.Text("readableHost", ascii));
    }

    [Fact]
    public void Punycode_is_decoded_as_the_framework_decodes_it()
    {
        var random = new Random(4);
        var mapping = new IdnMapping();
        for (int round = 0; round < 300; round++)
        {
            var label = new StringBuilder();
            for (int at = 0; at < 1 + random.Next(12); at++)
            {
                label.Append((char)(random.Next(3) == 0 ? 'a' + random.Next(26) : 0x3041 + random.Next(80)));
            }

            string name = label.ToString().Normalize(NormalizationForm.FormC);
            string ascii = mapping.GetAscii(name);
            if (ascii.StartsWith("xn--", StringComparison.Ordinal))
            {
                Assert.Equal(name, Text.Text("fromPunycode", ascii[4..]));
            }
        }
    }

    [Theory]
    [InlineData("xn--")]
    [InlineData("xn--!!!")]
    [InlineData("xn--99999999999")]
    [InlineData("xn--a-\u00e9")]
    public void What_is_no_punycode_is_shown_as_it_is(string host) =>
        Assert.Equal(host, Text.Text("readableHost", host));

    [Theory]
    [InlineData("a\u0000b\u001bc\nd\u007f", "a␀b␛c␊d␡")]
    [InlineData("left\u202eright", "left‹202E›right")]
    [InlineData("zero\u200bwidth\ufeff", "zero‹200B›width‹FEFF›")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("é 日本 😀", "é 日本 😀")]
    public void Marks_that_cannot_be_seen_are_shown(string text, string expected) =>
        Assert.Equal(expected, Text.Text("visible", text));

    [Fact]
    public void Long_texts_are_cut_between_characters()
    {
        string shown = Text.Text("visible", string.Concat(Enumerable.Repeat("😀", 10_000)), 50);
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 50)) + "…", shown);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1284, "1,284")]
    [InlineData(-12345678, "-12,345,678")]
    public void Numbers_have_commas(long value, string expected) => Assert.Equal(expected, Text.Text("number", value));
}
