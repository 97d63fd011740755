using System.Buffers;
using System.Text;
using Vennlink.Urls;

namespace Vennlink.Links.Extraction;

/// <summary>Resolves hrefs of one page and adds them to its links. Reused from page to page, not thread-safe.</summary>
/// <remarks>
/// Most hrefs are plain: relative, with nothing to encode and no dot segment but leading ones. Their keys are put
/// together from the key of the base, without parsing; a test compares them with <see cref="UrlParser"/>.
/// </remarks>
internal sealed class LinkResolver
{
    // Kept as they are in a path and without a meaning there but that of a slash; no colon, so that there is no scheme,
    // no escape, so that there is no hidden dot, and no ampersand, so that there is no character reference.
    private static readonly SearchValues<byte> PlainPathBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,;=@/|[]"u8);

    // Kept as they are in the query of an http URL, whatever the encoding of the page.
    private static readonly SearchValues<byte> PlainQueryBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$()*+,;=:@/?%|[]"u8);

    /// <summary>
    /// Longest base, in bytes up to the end of its path: twice what an index keeps of a URL. Each relative link copies
    /// it, so a page could make a small thing of a long one a million times.
    /// </summary>
    public const int MaxBaseBytes = 2 * PageLinks.MaxTargetKeyBytes;

    private readonly UrlParser _parser = new();
    private readonly UrlRecord _own = new();
    private readonly UrlRecord _target = new();

    // Key of the base without its fragment; a negative length when it has none.
    private byte[] _baseKey = [];
    private int _baseLength;

    // In the key: where the path starts, what follows its last slash, and where its query starts.
    private int _pathStart;
    private int _directoryEnd;
    private int _pathEnd;

    private byte[] _lastHost = [];
    private int _lastHostLength;
    private byte[] _lastHostKey = [];
    private int _lastHostKeyLength;

    private UrlRecord _document = new();

    /// <summary>The document base URL.</summary>
    public UrlRecord Base { get; private set; } = new();

    /// <summary>Whether plain hrefs take the fast path; off in the test that compares.</summary>
    public bool UsesFastPath { get; init; } = true;

    /// <summary>Starts a page; its URL is the base.</summary>
    public void Start(UrlRecord documentUrl)
    {
        Base = _document = documentUrl;
        PrepareBase();
    }

    /// <summary>Whether a URL is short enough that links are resolved against it.</summary>
    public static bool CanBeBase(UrlRecord url) => url.PathEnd <= MaxBaseBytes;

    /// <summary>
    /// Takes the base from the href of a base element; where that is no usable URL, or is too long, which is counted,
    /// the page's URL stays the base.
    /// </summary>
    public void SetBase(ReadOnlySpan<byte> href, PageLinks links)
    {
        UrlRecord fallback = Base;
        bool isUrl = _parser.TryParse(href, fallback, _own) && !_own.Href.StartsWith("data:"u8)
            && !_own.Href.StartsWith("javascript:"u8);
        if (isUrl && !CanBeBase(_own))
        {
            links.TooLongCount++;
        }
        else if (isUrl)
        {
            Base = _own;
            PrepareBase();
        }
    }

    /// <summary>
    /// Adds a link whose href is plain; false for any other, which is then to be decoded and given to
    /// <see cref="Add"/>.
    /// </summary>
    /// <param name="href">As written on the page, references and all.</param>
    /// <param name="kind">Kind of link.</param>
    /// <param name="rel">Its flags.</param>
    /// <param name="anchor">Its anchor text.</param>
    /// <param name="links">Where to.</param>
    public bool TryAddPlain(ReadOnlySpan<byte> href, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchor,
        PageLinks links)
    {
        if (_baseLength < 0)
        {
            return false;
        }

        // What follows a "#" is no part of the key, whatever it is.
        int pathLength = href.IndexOfAnyExcept(PlainPathBytes);
        int end = pathLength;
        if (pathLength < 0)
        {
            pathLength = end = href.Length;
        }
        else if (href[pathLength] == '?')
        {
            int queryLength = href[(pathLength + 1)..].IndexOfAnyExcept(PlainQueryBytes);
            end = queryLength < 0 ? href.Length : pathLength + 1 + queryLength;
            if (queryLength >= 0 && href[end] != '#')
            {
                return false;
            }
        }
        else if (href[pathLength] == ':')
        {
            return TryAddAbsolute(href, kind, rel, anchor, links);
        }
        else if (href[pathLength] != '#')
        {
            return false;
        }

        // The part of the base that stays before the path and query of the href.
        int kept;
        int start = 0;
        if (pathLength == 0)
        {
            kept = end == 0 ? _baseLength : _pathEnd;
        }
        else if (href[0] == '/')
        {
            if (pathLength > 1 && href[1] == '/')
            {
                return false;
            }

            kept = _pathStart;
        }
        else
        {
            kept = _directoryEnd;
            while (start < pathLength && href[start] == '.')
            {
                if (href[start..pathLength].StartsWith("../"u8))
                {
                    start += 3;
                    kept = Above(kept);
                }
                else if (href[start..pathLength].StartsWith("./"u8))
                {
                    start += 2;
                }
                else
                {
                    return false;
                }
            }
        }

        ReadOnlySpan<byte> added = href[start..end];
        int length = kept + added.Length;
        if (length > PageLinks.MaxTargetKeyBytes || href[start..pathLength].IndexOf("/."u8) >= 0)
        {
            return false;
        }

        if (links.TrySpend(length))
        {
            Span<byte> key = links.TargetRoom(length);
            _baseKey.AsSpan(0, kept).CopyTo(key);
            added.CopyTo(key[kept..]);
            links.AddWritten(length, kind, rel, anchor);
        }

        return true;
    }

    /// <summary>Adds a link, or counts why not.</summary>
    /// <param name="href">As written, references decoded.</param>
    /// <param name="kind">Kind of link.</param>
    /// <param name="rel">Its flags.</param>
    /// <param name="anchor">Its anchor text.</param>
    /// <param name="queryEncoding">The encoding of the page; null for UTF-8.</param>
    /// <param name="links">Where to.</param>
    public void Add(ReadOnlySpan<byte> href, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchor,
        Encoding? queryEncoding, PageLinks links)
    {
        if (TryResolve(href, queryEncoding, links, out int length))
        {
            links.AddWritten(length, kind, rel, anchor);
        }
    }

    /// <summary>
    /// Sets where the page leaves for by itself, or counts why not; its own document is no other page.
    /// </summary>
    public void SetRefresh(ReadOnlySpan<byte> url, int seconds, Encoding? queryEncoding, PageLinks links)
    {
        if (TryResolve(url, queryEncoding, links, out int length) && !_target.IsSameDocument(_document))
        {
            links.SetRefresh(links.TargetRoom(length), seconds);
        }
    }

    // Writes the key into the room for the next target.
    private bool TryResolve(ReadOnlySpan<byte> href, Encoding? queryEncoding, PageLinks links, out int length)
    {
        length = 0;
        if (!links.TrySpend(href.Length + Base.Length))
        {
            return false;
        }

        if (!_parser.TryParse(href, Base, _target, queryEncoding))
        {
            links.UnparsableCount++;
            return false;
        }

        if (!_target.IsHttp)
        {
            links.OtherSchemeCount++;
            return false;
        }

        length = _target.WriteKey(links.TargetRoom(_target.MaxKeyBytes));
        links.TooLongCount += length > PageLinks.MaxTargetKeyBytes ? 1 : 0;
        return length <= PageLinks.MaxTargetKeyBytes;
    }

    private void PrepareBase()
    {
        _baseLength = -1;
        if (!Base.IsHttp || !UsesFastPath)
        {
            return;
        }

        if (_baseKey.Length < Base.MaxKeyBytes)
        {
            _baseKey = new byte[Base.MaxKeyBytes * 2];
        }

        _baseLength = Base.WriteKey(_baseKey);
        _pathEnd = _baseLength - Base.Query.Length;
        _pathStart = _pathEnd - Base.Path.Length;
        _directoryEnd = _pathStart + Base.Path.LastIndexOf((byte)'/') + 1;
    }

    // One ".." step up from a directory, which ends in its slash; the root is above itself.
    private int Above(int directoryEnd) =>
        _pathStart + Math.Max(0, _baseKey.AsSpan(_pathStart, directoryEnd - 1 - _pathStart).LastIndexOf((byte)'/')) + 1;

    // An absolute link that is serialized already but for its fragment: a host in lower case, no port, no dot segment.
    private bool TryAddAbsolute(ReadOnlySpan<byte> href, LinkKind kind, LinkRel rel, ReadOnlySpan<byte> anchor,
        PageLinks links)
    {
        int hostStart = href.StartsWith("https://"u8) ? "https://".Length
            : href.StartsWith("http://"u8) ? "http://".Length : 0;
        if (hostStart == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = href[hostStart..];
        int hostLength = rest.IndexOf((byte)'/');
        if (hostLength <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> host = rest[..hostLength];
        rest = rest[hostLength..];
        int end = rest.IndexOfAnyExcept(PlainPathBytes);
        end = end < 0 ? rest.Length : end;
        int pathLength = end;
        if (end < rest.Length && rest[end] == '?')
        {
            int queryLength = rest[(end + 1)..].IndexOfAnyExcept(PlainQueryBytes);
            end = queryLength < 0 ? rest.Length : end + 1 + queryLength;
        }

        if ((end < rest.Length && rest[end] != '#') || rest[..pathLength].IndexOf("/."u8) >= 0 || !TryTakeHost(host))
        {
            return false;
        }

        int length = _lastHostKeyLength + end;
        if (length > PageLinks.MaxTargetKeyBytes)
        {
            return false;
        }

        Span<byte> key = links.TargetRoom(length);
        _lastHostKey.AsSpan(0, _lastHostKeyLength).CopyTo(key);
        rest[..end].CopyTo(key[_lastHostKeyLength..]);
        links.AddWritten(length, kind, rel, anchor);
        return true;
    }

    // Links to one site often follow each other, so the key of the last host is kept.
    private bool TryTakeHost(ReadOnlySpan<byte> host)
    {
        if (host.SequenceEqual(_lastHost.AsSpan(0, _lastHostLength)))
        {
            return true;
        }

        if (host.ContainsAnyExcept(HostParser.PlainHostBytes) || IpAddressText.EndsInNumber(host)
            || host.Length > PageLinks.MaxTargetKeyBytes)
        {
            return false;
        }

        if (_lastHost.Length < host.Length)
        {
            _lastHost = new byte[host.Length * 2];
            _lastHostKey = new byte[_lastHost.Length + 1];
        }

        host.CopyTo(_lastHost);
        _lastHostLength = host.Length;
        _lastHostKeyLength = UrlKey.ReverseHost(host, _lastHostKey);
        _lastHostKey[_lastHostKeyLength++] = UrlKey.HostEnd;
        return true;
    }
}
