using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;
using BenchmarkDotNet.Attributes;
using Vennlink.Archives;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Links.Parsing;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// What does it cost to know the links of a page for certain: a bare search for tags, tokens, the whole tree, links
/// with targets and anchor texts, beside AngleSharp's tokenizer and tree?
/// </summary>
/// <remarks>
/// 629 real pages in memory, 92.4 MB of HTML (printed at the start: divide it by the mean for MB/s), one thread; set
/// <c>VENNLINK_WARC</c> to read another file. AngleSharp gets UTF-16, decoded beforehand.
/// </remarks>
[MemoryDiagnoser]
[ShortRunJob]
public class HtmlBenchmarks
{
    private readonly List<(UrlRecord Url, byte[] ContentType, byte[] Body)> _pages = [];
    private readonly List<string> _texts = [];
    private readonly HtmlTree _tree = new();
    private readonly HtmlTreeState _state = new();
    private readonly HtmlLinks _html = new();
    private readonly PageLinks _links = new();
    private readonly HtmlParser _angleSharp = new(new HtmlParserOptions { IsScripting = true });

    [GlobalSetup]
    public void Load()
    {
        string file = Environment.GetEnvironmentVariable("VENNLINK_WARC")
            ?? SharedFile.Find("crawls/trafilatura-dev.warc.gz");
        using ArchiveReader reader = ArchiveReader.TryOpen(File.OpenRead(file), new ArchiveLimits(), new SkipCounts())!;
        var record = new ArchiveRecord();
        var parser = new UrlParser();
        while (reader.TryRead(record))
        {
            var url = new UrlRecord();
            if (parser.TryParse(record.TargetUri.Span, null, url))
            {
                _pages.Add((url, record.ContentType.ToArray(), record.Body.ToArray()));
                _texts.Add(Encoding.UTF8.GetString(record.Body.Span));
            }
        }

        Console.WriteLine($"// {_pages.Count} pages, {_pages.Sum(page => (long)page.Body.Length)} bytes");
    }

    [Benchmark]
    public int FindEveryTag()
    {
        int count = 0;
        foreach ((_, _, byte[] body) in _pages)
        {
            ReadOnlySpan<byte> rest = body;
            for (int at; (at = rest.IndexOf((byte)'<')) >= 0; rest = rest[(at + 1)..])
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int Tokenize()
    {
        int count = 0;
        foreach ((_, _, byte[] body) in _pages)
        {
            _tree.Clear();
            var tokenizer = new Links.Parsing.HtmlTokenizer(body, _tree, keepAll: false);
            while (tokenizer.Read() != HtmlTokenKind.EndOfFile)
            {
                _tree.TruncateAttributes(0);
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int BuildTree()
    {
        int count = 0;
        foreach ((_, _, byte[] body) in _pages)
        {
            new HtmlTreeBuilder(body, _tree, _state).Build();
            count += _tree.NodeCount;
        }

        return count;
    }

    [Benchmark(Baseline = true)]
    public int ExtractLinks()
    {
        int count = 0;
        foreach ((UrlRecord url, byte[] contentType, byte[] body) in _pages)
        {
            _html.Extract(body, contentType, url, _links);
            count += _links.Count;
        }

        return count;
    }

    /// <summary>Hrefs only, not resolved, no anchor text, and links in wrong places not told apart.</summary>
    [Benchmark]
    public int AngleSharpTokens()
    {
        int count = 0;
        foreach (string text in _texts)
        {
            using TextSource source = new(text);
            using AngleSharp.Html.Parser.HtmlTokenizer tokenizer = new(source, HtmlEntityProvider.Resolver)
            {
                SkipComments = true,
                SkipDataText = true,
                ShouldEmitAttribute = static (ref token, name) => name.Span is "href",
            };
            while (true)
            {
                ref StructHtmlToken token = ref tokenizer.GetStructToken();
                if (token.Type == HtmlTokenType.EndOfFile)
                {
                    break;
                }

                if (token.Type == HtmlTokenType.StartTag && token.Name.Memory.Span is "a" or "area"
                    && token.Attributes.Count > 0)
                {
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>Hrefs and text, not resolved.</summary>
    [Benchmark]
    public int AngleSharpTree()
    {
        int count = 0;
        foreach (string text in _texts)
        {
            using IDocument document = _angleSharp.ParseDocument(text);
            foreach (IElement element in document.QuerySelectorAll("a[href], area[href]"))
            {
                count += element.TextContent is null ? 0 : 1;
            }
        }

        return count;
    }
}
