using System.IO.Compression;
using System.Text;
using BenchmarkDotNet.Attributes;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// What does one href cost, from text to page key and root domain, beside System.Uri, which only resolves it?
/// </summary>
/// <remarks>
/// The hrefs of 400 real pages, in page order, from <c>../shared/data</c> beside the checkout. Times are per href.
/// </remarks>
[MemoryDiagnoser]
[ShortRunJob]
public class UrlKeys
{
    private const int HrefCount = 90_000;
    private const string Table = "crawls/trafilatura-dev-links-parse5.tsv.gz";

    private readonly (int Page, byte[] Href)[] _links = new (int, byte[])[HrefCount];
    private readonly (int Page, string Href)[] _texts = new (int, string)[HrefCount];
    private readonly List<UrlRecord> _pages = [];
    private readonly List<Uri> _pageUris = [];
    private readonly UrlParser _parser = new();
    private readonly UrlRecord _link = new();
    private readonly byte[] _key = new byte[1 << 20];

    [GlobalSetup]
    public void Load()
    {
        using var reader =
            new StreamReader(new GZipStream(File.OpenRead(SharedFile.Find(Table)), CompressionMode.Decompress));
        reader.ReadLine();
        string page = string.Empty;
        for (int i = 0; i < HrefCount; i++)
        {
            string[] row = reader.ReadLine()!.Split('\t');
            if (row[0] != page)
            {
                page = row[0];
                _pages.Add(new UrlRecord());
                _parser.TryParse(Encoding.UTF8.GetBytes(page), null, _pages[^1]);
                _pageUris.Add(new Uri(page));
            }

            _links[i] = (_pages.Count - 1, Encoding.UTF8.GetBytes(row[2]));
            _texts[i] = (_pages.Count - 1, row[2]);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = HrefCount)]
    public int SystemUri()
    {
        int sum = 0;
        foreach ((int page, string href) in _texts)
        {
            if (Uri.TryCreate(_pageUris[page], href, out Uri? uri))
            {
                sum += uri.AbsoluteUri.Length;
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = HrefCount)]
    public int Parse()
    {
        int sum = 0;
        foreach ((int page, byte[] href) in _links)
        {
            if (_parser.TryParse(href, _pages[page], _link))
            {
                sum += _link.Href.Length;
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = HrefCount)]
    public int ParseKeyRootDomain()
    {
        int sum = 0;
        PublicSuffixList suffixes = PublicSuffixList.Embedded;
        foreach ((int page, byte[] href) in _links)
        {
            if (_parser.TryParse(href, _pages[page], _link) && _link.IsHttp)
            {
                int length = _link.WriteKey(_key);
                sum += suffixes.RootDomainLength(_key.AsSpan(0, length));
            }
        }

        return sum;
    }
}
