using System.Text;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Query;

/// <summary>Turns what a user types as a target into a resolved <see cref="Target"/>. Not thread-safe.</summary>
/// <remarks>Root domains are those of the snapshot's own Public Suffix List, so a target resolves differently in
/// another index.</remarks>
public sealed class TargetParser
{
    private static readonly byte[] Www = [UrlKey.LabelSeparator, .. "www"u8];

    private readonly ISourceIndex _index;
    private readonly UrlParser _parser = new();
    private readonly UrlRecord _url = new();

    /// <summary>Prepares parsing for one snapshot.</summary>
    public TargetParser(Snapshot snapshot)
        : this((ISourceIndex)snapshot)
    {
    }

    internal TargetParser(ISourceIndex index) => _index = index;

    /// <summary>
    /// Parses a target: with or without scheme, surrounding blanks, path, slash. A scope wider than the URL drops the
    /// rest: root_domain keeps the registrable domain, subdomain the host (of every port), subfolder the path without
    /// query as a folder (<c>/blog</c> is <c>/blog/</c>, of this port), page the URL.
    /// </summary>
    /// <param name="text">As typed; kept in the target.</param>
    /// <param name="scope">How much of a site is meant.</param>
    /// <param name="target">The target, with a page key, the start of page keys that ends in a slash, a host key that
    /// ends in <see cref="UrlKey.HostEnd"/>, or a root-domain key.</param>
    /// <remarks>
    /// <c>example.com:8080/x</c> is a host with a port, though by the grammar of URLs it has a scheme named
    /// <c>example.com</c>; without a scheme the ports 80 and 443 are those that go without saying. A host that is
    /// itself a public suffix is its own root domain, provided a host of exactly that name is in the index;
    /// <c>localhost</c> and IP addresses always are.
    /// </remarks>
    public TargetProblem TryParse(string text, TargetScope scope, out Target? target)
    {
        ArgumentNullException.ThrowIfNull(text);
        target = null;
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return TargetProblem.Empty;
        }

        string url = WithScheme(trimmed);
        if (!_parser.TryParse(Encoding.UTF8.GetBytes(url), null, _url) || !_url.IsHttp
            || !_url.Host.ContainsAnyExcept((byte)'.'))
        {
            return TargetProblem.NotAUrl;
        }

        // A canonical URL has no user info, so a URL's is dropped; but without a scheme it is a mail address that was
        // typed.
        bool hasUserInfo = !_url.Username.IsEmpty || !_url.Password.IsEmpty;
        if (hasUserInfo && url.Length != trimmed.Length)
        {
            return TargetProblem.NotAUrl;
        }

        byte[] key = new byte[_url.MaxKeyBytes + 1];
        int length = _url.WriteKey(key);
        int hostLength = UrlKey.HostLength(key.AsSpan(0, length));
        bool isRootPage = key.AsSpan(hostLength + 1, length - hostLength - 1).SequenceEqual("/"u8);
        bool isWidened = false;
        if (scope == TargetScope.Subdomain)
        {
            isWidened = !isRootPage;
            length = hostLength + 1;
        }
        else if (scope == TargetScope.Subfolder)
        {
            isWidened = key.AsSpan(0, length).Contains((byte)'?');
            length = EndFolder(key, length);
        }
        else if (scope == TargetScope.RootDomain)
        {
            ReadOnlySpan<byte> host = key.AsSpan(0, hostLength);
            if (IsUnknownSuffix(host))
            {
                return TargetProblem.PublicSuffix;
            }

            length = _index.PublicSuffixes.RootDomainLength(host);
            isWidened = !isRootPage || length < hostLength;
        }

        target = new Target(scope, key.AsMemory(0, length), text) { IsWidened = isWidened };
        return TargetProblem.None;
    }

    /// <summary>
    /// Parses what names a source of a list: a URL with a path is that page; a host alone, or its root page, is the
    /// site where it is a root domain, or one with <c>www.</c> before it, and else the host.
    /// </summary>
    internal TargetProblem TryParseNamed(string text, out Target? target)
    {
        TargetProblem problem = TryParse(text, TargetScope.Page, out target);
        if (target is null)
        {
            return problem;
        }

        ReadOnlySpan<byte> key = target.Key.Span;
        ReadOnlySpan<byte> host = key[..UrlKey.HostLength(key)];
        if (!key[(host.Length + 1)..].SequenceEqual("/"u8))
        {
            return problem;
        }

        ReadOnlySpan<byte> below = host[_index.PublicSuffixes.RootDomainLength(host)..];
        bool isSite = below.IsEmpty || below.SequenceEqual(Www) || _index.TryFindDomain(host, out _);
        target = !isSite ? target with { Scope = TargetScope.Subdomain, Key = target.Key[..(host.Length + 1)] }
            : target with
            {
                Scope = TargetScope.RootDomain,
                Key = target.Key[..(below.SequenceEqual(Www) ? host.Length - below.Length : host.Length)],
            };
        return problem;
    }

    // Length of the key of the folder that a page key names, query or not.
    private static int EndFolder(byte[] key, int length)
    {
        int query = key.AsSpan(0, length).IndexOf((byte)'?');
        length = query < 0 ? length : query;
        if (key[length - 1] != (byte)'/')
        {
            key[length++] = (byte)'/';
        }

        return length;
    }

    private static string WithScheme(string text)
    {
        // Not a colon of an IPv6 address, which stands in brackets.
        int colon = text.IndexOf(':', text.StartsWith('[') ? Math.Max(0, text.IndexOf(']')) : 0);
        ReadOnlySpan<char> before = colon < 0 ? text : text.AsSpan(0, colon);
        ReadOnlySpan<char> port = colon < 0 ? [] : AuthorityEnd(text.AsSpan(colon + 1));
        if (colon >= 0 && !before.ContainsAny('/', '?', '#') && !IsPort(port, mayBeEmpty: before.ContainsAny('.', ']')))
        {
            return text; // A scheme; other ones than http and https are told apart after parsing.
        }

        // Who names no scheme names no default port either: 443 is one of the two that mean nothing.
        string scheme = port is "443" ? "https" : "http";
        return text.StartsWith("//", StringComparison.Ordinal) ? $"{scheme}:{text}" : $"{scheme}://{text}";
    }

    private static ReadOnlySpan<char> AuthorityEnd(ReadOnlySpan<char> text) =>
        text.IndexOfAny('/', '?', '#') is >= 0 and int end ? text[..end] : text;

    // No scheme in use has a dot in its name, so "example.com:" is a host whose port is left out, as URLs may.
    private static bool IsPort(ReadOnlySpan<char> text, bool mayBeEmpty) =>
        text.IsEmpty ? mayBeEmpty : !text.ContainsAnyExceptInRange('0', '9');

    private bool IsUnknownSuffix(ReadOnlySpan<byte> host) =>
        _index.PublicSuffixes.IsPublicSuffix(host) && !host.SequenceEqual("localhost"u8)
            && !_index.Find(TargetScope.Subdomain, host).IsKnown;
}

/// <summary>Why a text is no target.</summary>
public enum TargetProblem
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Empty or blank.</summary>
    Empty,

    /// <summary>No http(s) URL with a host can be read from it, or it names a user.</summary>
    NotAUrl,

    /// <summary>A public suffix at root-domain scope, and no host of exactly that name is in the index.</summary>
    PublicSuffix,
}
