using System.Text;
using Vennlink.Links;
using Vennlink.Links.Charsets;
using Vennlink.Links.Extraction;

namespace Vennlink.Tests.Links;

public sealed class CharsetTests
{
    private static string Read(byte[] page, string contentType = "")
    {
        var html = new HtmlLinks();
        html.Extract(page, Encoding.ASCII.GetBytes(contentType), PageText.Url("https://example.com/"), new PageLinks());
        return html.Charset.Name;
    }

    private static string Decode(string label, params byte[] bytes) =>
        Encoding.UTF8.GetString(
            new CharsetDecoder().ToUtf8(bytes, CharsetLabels.Find(Encoding.ASCII.GetBytes(label))!));

    [Theory]
    [InlineData(" UTF8\n", "utf-8")]
    [InlineData("latin1", "windows-1252")]
    [InlineData("ISO-8859-1", "windows-1252")]
    [InlineData("iso-8859-9", "windows-1254")]
    [InlineData("GB2312", "gbk")]
    [InlineData("x-sjis", "shift_jis")]
    [InlineData("hz-gb-2312", "replacement")]
    [InlineData("unicode", "utf-16le")]
    [InlineData("cseucpkdfmtjapanese", "euc-jp")]
    [InlineData("utf-9", null)]
    [InlineData("", null)]
    public void Labels_are_those_of_the_encoding_standard(string label, string? name) =>
        Assert.Equal(name, CharsetLabels.Find(Encoding.ASCII.GetBytes(label))?.Name);

    [Theory]
    [InlineData("windows-1252", new byte[] { 0x41, 0x80, 0x81, 0xE9 }, "A€\u0081é")]
    [InlineData("iso-8859-7", new byte[] { 0xA1, 0xA4, 0xE1, 0xAE }, "\u2018€α\uFFFD")]
    [InlineData("iso-8859-8-i", new byte[] { 0xE0, 0xAF, 0xFE }, "א¯\u200F")]
    [InlineData("iso-8859-10", new byte[] { 0xA1, 0xFF }, "Ąĸ")]
    [InlineData("iso-8859-14", new byte[] { 0xA1, 0xFE }, "Ḃŷ")]
    [InlineData("iso-8859-16", new byte[] { 0xA4, 0xFE }, "€ț")]
    [InlineData("koi8-u", new byte[] { 0xA4, 0xC1 }, "єа")]
    [InlineData("windows-1251", new byte[] { 0xCF, 0xF0 }, "Пр")]
    [InlineData("x-mac-cyrillic", new byte[] { 0xA2, 0xFF }, "Ґ€")]
    [InlineData("macintosh", new byte[] { 0xBD, 0xF0 }, "Ω\uF8FF")]
    [InlineData("windows-1255", new byte[] { 0xE0, 0xD9 }, "א\uFFFD")]
    [InlineData("gb18030", new byte[] { 0xC4, 0xE3, 0x81, 0x30, 0x81, 0x30 }, "你\u0080")]
    [InlineData("gbk", new byte[] { 0xBA, 0xC3 }, "好")]
    [InlineData("big5", new byte[] { 0xA4, 0xA4 }, "中")]
    [InlineData("shift_jis", new byte[] { 0x93, 0xFA, 0xB1 }, "日ｱ")]
    [InlineData("euc-jp", new byte[] { 0xC6, 0xFC }, "日")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42, 0x61 }, "日a")]
    [InlineData("euc-kr", new byte[] { 0xB0, 0xA1 }, "가")]
    [InlineData("utf-16be", new byte[] { 0x00, 0x61, 0xD8, 0x00 }, "a\uFFFD")]
    [InlineData("x-user-defined", new byte[] { 0x61, 0x80 }, "a\uF780")]
    [InlineData("replacement", new byte[] { 0x61, 0x61 }, "\uFFFD")]
    public void Bytes_decode_to_the_characters_of_the_standard(string label, byte[] bytes, string expected) =>
        Assert.Equal(expected, Decode(label, bytes));

    [Fact]
    public void The_byte_order_mark_counts_before_the_header_and_the_header_before_the_page()
    {
        byte[] page = Encoding.UTF8.GetBytes("<meta charset=koi8-r><title>\u00E9</title>");
        Assert.Equal("koi8-r", Read(page));
        Assert.Equal("windows-1251", Read(page, "text/html; Charset=\"windows-1251\""));
        Assert.Equal("koi8-r", Read(page, "text/html; charset=nonsense"));
        Assert.Equal("utf-8", Read([0xEF, 0xBB, 0xBF, .. page], "text/html;charset=windows-1251"));
        Assert.Equal(
            "utf-16le",
            Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<meta charset=koi8-r>")],
                "text/html;charset=windows-1251"));
        Assert.Equal("utf-16be", Read(Encoding.BigEndianUnicode.GetBytes("<?xml version='1.0'?><p>")));
        Assert.Equal("windows-1251", Read("<?xml version='1.0' encoding='windows-1251'?><p>"u8.ToArray()));
    }

    [Fact]
    public void What_says_nothing_is_utf_8_if_it_can_be()
    {
        Assert.Equal("utf-8", Read("<p>plain"u8.ToArray()));
        Assert.Equal("utf-8", Read(Encoding.UTF8.GetBytes("<p>caf\u00E9")));
        Assert.Equal("utf-8", Read(Encoding.UTF8.GetBytes("<p>caf\u00E9")[..^1]));
        Assert.Equal("windows-1252", Read(Encoding.Latin1.GetBytes("<p>caf\u00E9 au lait")));
    }

    [Fact]
    public void A_declaration_beyond_the_first_kilobyte_has_the_page_read_again()
    {
        string filler = $"<!--{new string('x', 2000)}-->";
        byte[] page = Encoding.Latin1.GetBytes(filler + "<title>\u00EF\u00F0</title><meta charset=windows-1251>");
        PageLinks links = PageText.Html(page);
        Assert.Equal("пр", PageText.Title(links));

        // What the prescan took for a declaration was script; the first real one counts.
        byte[] script = Encoding.Latin1.GetBytes(
            "<script>'<meta charset=koi8-r>'</script><meta charset=windows-1251><title>\u00EF\u00F0</title>");
        Assert.Equal("пр", PageText.Title(PageText.Html(script)));
        Assert.Equal("windows-1251", Read(script));

        // A header is certain.
        Assert.Equal("utf-8", Read(page, "text/html; charset=utf-8"));
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", "utf-8")]
    [InlineData("text/html;foo=charset=x; charset = koi8-r", null)]
    [InlineData("text/html; charset='koi8-r'", null)]
    [InlineData("text/html; charset=\"koi8-r", "koi8-r")]
    [InlineData("text/html; charset=koi8-r, text/html", "koi8-r")]
    [InlineData("charset=koi8-r", null)]
    [InlineData("", null)]
    public void The_header_gives_its_charset_parameter(string contentType, string? name) =>
        Assert.Equal(name, CharsetSniffer.FromContentType(Encoding.ASCII.GetBytes(contentType))?.Name);
}
