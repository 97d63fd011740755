using System.Text;
using System.Text.RegularExpressions;
using Vennlink.Links;
using Vennlink.Links.Charsets;
using Vennlink.Links.Extraction;
using Vennlink.Tests.Links;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// Encodings found: html5lib's encoding tests, the W3C internationalization pages, the responses that Moz collected.
/// </summary>
public sealed class HtmlCharsets
{
    [Theory]
    [InlineData("tests1.dat")]
    [InlineData("tests2.dat")]
    [InlineData("test-yahoo-jp.dat")]
    public void Encodings_equal_those_of_html5lib(string file)
    {
        // The tests take windows-1252 for a page that declares nothing; here such a page is UTF-8 when it can be, which
        // for ASCII is the same.
        byte[] bytes = File.ReadAllBytes(SharedData.InRepository($"tests/data/html5lib/encoding/{file}"));
        string[] tests = Encoding.Latin1.GetString(bytes).Split("#data\n", StringSplitOptions.RemoveEmptyEntries);
        var failures = new List<string>();
        foreach (string test in tests)
        {
            int split = test.LastIndexOf("#encoding\n", StringComparison.Ordinal);
            string data = test[..split].TrimEnd('\n');
            string expected = test[(split + "#encoding\n".Length)..].Trim().ToLowerInvariant();
            string actual = Read(Encoding.Latin1.GetBytes(data), "");
            bool sameText = expected == "windows-1252" && actual == "utf-8" && data.All(char.IsAscii);
            if (actual != expected && !sameText)
            {
                failures.Add($"{data}\nexpected {expected}, actual {actual}\n");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.NotEmpty(tests);
    }

    // The server of the W3C sent ISO-8859-15 with the pages named HTTP.
    [Theory]
    [InlineData("HTTP-charset.html", "text/html; charset=iso-8859-15", "iso-8859-15")]
    [InlineData("HTTP-vs-UTF-8-BOM.html", "text/html; charset=iso-8859-15", "utf-8")]
    [InlineData("HTTP-vs-meta-charset.html", "text/html; charset=iso-8859-15", "iso-8859-15")]
    [InlineData("HTTP-vs-meta-content.html", "text/html; charset=iso-8859-15", "iso-8859-15")]
    [InlineData("No-encoding-declaration.html", "text/html", "utf-8")]
    [InlineData("UTF-16BE-BOM.html", "text/html", "utf-16be")]
    [InlineData("UTF-16LE-BOM.html", "text/html", "utf-16le")]
    [InlineData("UTF-8-BOM-vs-meta-charset.html", "text/html", "utf-8")]
    [InlineData("UTF-8-BOM-vs-meta-content.html", "text/html", "utf-8")]
    [InlineData("meta-charset-attribute.html", "text/html", "iso-8859-15")]
    [InlineData("meta-content-attribute.html", "text/html", "iso-8859-15")]
    public void Encodings_equal_those_the_w3c_pages_ask_for(string file, string contentType, string expected)
    {
        byte[] page = File.ReadAllBytes(SharedData.Require($"conformance/html-charset/{file}"));
        Assert.Equal(expected, Read(page, contentType));
    }

    [Fact]
    public void Every_encoding_in_the_curio_cabinet_is_known()
    {
        string folder = SharedData.Require("conformance/crawl-curio-cabinet/asis/encoding");
        string[] files = Directory.GetFiles(folder, "*-*.asis");
        foreach (string file in files)
        {
            string response = Encoding.UTF8.GetString(File.ReadAllBytes(file));
            string contentType = Regex.Match(response, "Content-Type: (.*)").Groups[1].Value.Trim();
            string label = contentType.Split('=')[1];
            Charset? charset = CharsetLabels.Find(Encoding.ASCII.GetBytes(label));
            Assert.NotNull(charset);

            // The files are stored in UTF-8; what the page shows must survive its encoding.
            string sample = Regex.Match(response, "characters: (.*)").Groups[1].Value.Trim();
            byte[] encoded =
                [.. sample.Select(c =>
                    Enumerable.Range(0, 256).Select(b => (byte)b).FirstOrDefault(b => Character(charset, b) == c))];
            Assert.DoesNotContain((byte)0, encoded);
        }

        Assert.Equal(23, files.Length);
    }

    private static char Character(Charset charset, byte b) => b < 0x80 ? (char)b : charset.UpperHalf[b - 0x80];

    private static string Read(byte[] page, string contentType)
    {
        var html = new HtmlLinks();
        html.Extract(page, Encoding.ASCII.GetBytes(contentType), PageText.Url("https://example.com/"), new PageLinks());
        return html.Charset.Name;
    }
}
