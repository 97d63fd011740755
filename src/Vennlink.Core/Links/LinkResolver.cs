using System.Text;
using Vennlink.Urls;

namespace Vennlink.Links;

/// <summary>Resolves hrefs of one page and adds them to its links. Reused from page to page, not thread-safe.</summary>
internal sealed class LinkResolver
{
    private readonly UrlParser _parser = new();
    private readonly UrlRecord _own = new();
    private readonly UrlRecord _target = new();
    private byte[] _key = new byte[PageLinks.LongestTargetKey + 8];

    /// <summary>The document base URL.</summary>
    public UrlRecord Base { get; private set; } = new();

    /// <summary>Starts a page; its URL is the base.</summary>
    public void Start(UrlRecord documentUrl) => Base = documentUrl;

    /// <summary>Takes the base from the href of a base element; where that is no usable URL, the page's URL stays the base.</summary>
    public void SetBase(ReadOnlySpan<byte> href)
    {
        UrlRecord fallback = Base;
        if (_parser.TryParse(href, fallback, _own) && !_own.Href.StartsWith("data:"u8) && !_own.Href.StartsWith("javascript:"u8))
        {
            Base = _own;
        }
    }

    /// <summary>Adds a link, or counts why not.</summary>
    /// <param name="href">As written, references decoded.</param>
    /// <param name="kind">Kind of link.</param>
    /// <param name="rel">Its flags.</param>
    /// <param name="anchor">Its anchor text.</param>
    /// <param name="queryEncoding">The encoding of the page; null for UTF-8.</param>
    /// <param name="links">Where to.</param>
    public void Add(ReadOnlySpan<byte> href, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchor, Encoding? queryEncoding, PageLinks links)
    {
        if (!_parser.TryParse(href, Base, _target, queryEncoding))
        {
            links.UnparsableCount++;
            return;
        }

        if (!_target.IsHttp)
        {
            links.OtherSchemeCount++;
            return;
        }

        if (_key.Length < _target.MaxKeyBytes)
        {
            _key = new byte[_target.MaxKeyBytes];
        }

        int length = _target.WriteKey(_key);
        if (length > PageLinks.LongestTargetKey)
        {
            links.TooLongCount++;
            return;
        }

        links.Add(_key.AsSpan(0, length), kind, rel, anchor);
    }
}
