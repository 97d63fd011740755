using System.Buffers;
using System.Text;

namespace Vennlink.Urls;

/// <summary>The WHATWG URL parser over UTF-8 bytes, reusable and free of allocation on ASCII hosts.</summary>
/// <remarks>
/// Not thread-safe: one a worker. Time is linear in the length of input and base. Source: WHATWG URL Standard, "basic
/// URL parser"; its state machine goes one code point at a time, here each state is a method that takes its whole part
/// of the input (some in
/// <see cref="UrlAuthority"/> and <see cref="UrlPath"/>). That is the same, because
/// whatever the state, the first <c>#</c> starts the fragment and the first <c>?</c> before it the query.
/// </remarks>
internal sealed class UrlParser
{
    private static readonly SearchValues<byte> TabOrNewline = SearchValues.Create("\t\n\r"u8);

    /// <summary>Kept as they are in a path, and with no meaning in any part but that of slash, dot and colon.</summary>
    internal static readonly SearchValues<byte> PlainBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/|[]"u8);

    private static readonly SearchValues<byte> SchemeBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);

    private readonly HostParser _hostParser = new();
    private readonly QueryEncoder _queryEncoder = new();
    private byte[] _filtered = [];

    /// <summary>Parses <paramref name="input"/>, relative to <paramref name="baseUrl"/> when given.</summary>
    /// <param name="input">UTF-8; ill-formed sequences count as U+FFFD. Surrounding C0 controls and spaces are stripped
    /// as the standard says.</param>
    /// <param name="baseUrl">Absolute base, or null; one whose parse failed counts as null. May not be the same object
    /// as <paramref name="result"/>.</param>
    /// <param name="result">Overwritten, also on failure, which leaves it empty.</param>
    /// <param name="queryEncoding">Encoding of the document the URL stands in, for the query of http(s) URLs; null =
    /// UTF-8, and so are UTF-16 and UTF-32.</param>
    /// <returns>False where the standard returns failure.</returns>
    /// <exception cref="ArgumentException"><paramref name="baseUrl"/> and <paramref name="result"/> are one
    /// object.</exception>
    public bool TryParse(ReadOnlySpan<byte> input, UrlRecord? baseUrl, UrlRecord result, Encoding? queryEncoding = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (ReferenceEquals(baseUrl, result))
        {
            throw new ArgumentException("A URL cannot be parsed into its own base.", nameof(result));
        }

        result.Reset();
        ReadOnlySpan<byte> text = TrimControlsAndSpaces(input);

        // One pass over most URLs: what comes before the first other byte needs no look for tabs, fragment, query or
        // escapes.
        int plainLength = text.IndexOfAnyExcept(PlainBytes);
        if (plainLength >= 0)
        {
            text = RemoveTabsAndNewlines(text, plainLength);
        }

        int fragmentStart = plainLength < 0 ? -1 : text.IndexOf((byte)'#');
        ReadOnlySpan<byte> beforeFragment = fragmentStart < 0 ? text : text[..fragmentStart];
        int queryStart = plainLength < 0 ? -1 : beforeFragment.IndexOf((byte)'?');
        ReadOnlySpan<byte> beforeQuery = queryStart < 0 ? beforeFragment : beforeFragment[..queryStart];

        UrlRecord? usableBase = baseUrl is { Length: > 0 } ? baseUrl : null;
        bool isPlain = plainLength < 0 || plainLength >= beforeQuery.Length;
        var parts = new InputParts(beforeQuery, queryStart >= 0, fragmentStart >= 0, isPlain);
        if (!TryParseBeforeQuery(parts, usableBase, result, out bool takesBaseQuery))
        {
            result.Reset();
            return false;
        }

        if (!result.HasHost && !result.HasOpaquePath && result.Path.StartsWith("//"u8))
        {
            result.InsertNoHostMark();
        }

        if (queryStart >= 0)
        {
            result.QueryStart = result.Length;
            result.Append((byte)'?');
            AppendQuery(beforeFragment[(queryStart + 1)..], result, queryEncoding);
        }
        else if (takesBaseQuery && usableBase!.QueryStart >= 0)
        {
            int start = result.Length;
            result.Append(usableBase.Query);
            result.QueryStart = start;
        }

        if (fragmentStart >= 0)
        {
            int start = result.Length;
            result.Append((byte)'#');
            PercentEncodeSet.Fragment.Append(text[(fragmentStart + 1)..], result);
            result.FragmentStart = start;
        }

        return true;
    }

    // Most absolute links are serialized already: a host in lower case, no port, no dot segment. False = look again,
    // more closely.
    private static bool TryTakeAsItStands(ReadOnlySpan<byte> text, UrlRecord result)
    {
        bool isHttps = text.StartsWith("https://"u8);
        if (!isHttps && !text.StartsWith("http://"u8))
        {
            return false;
        }

        int hostStart = isHttps ? "https://".Length : "http://".Length;
        int hostLength = text[hostStart..].IndexOfAnyExcept(HostParser.PlainHostBytes);
        int hostEnd = hostLength < 0 ? text.Length : hostStart + hostLength;
        ReadOnlySpan<byte> path = text[hostEnd..];
        bool isPlain = hostEnd > hostStart && (path.IsEmpty || path[0] == (byte)'/') &&
            !IpAddressText.EndsInNumber(text[hostStart..hostEnd]) && path.IndexOf("/."u8) < 0;
        if (!isPlain)
        {
            return false;
        }

        result.Append(text);
        if (path.IsEmpty)
        {
            result.Append((byte)'/');
        }

        result.SchemeKind = isHttps ? UrlScheme.Https : UrlScheme.Http;
        result.SchemeEnd = hostStart - "://".Length;
        result.HasHost = true;
        result.UsernameEnd = result.PasswordEnd = result.HostStart = hostStart;
        result.HostEnd = result.PathStart = hostEnd;
        return true;
    }

    // States: scheme start, scheme, no scheme.
    private bool TryParseBeforeQuery(InputParts input, UrlRecord? baseUrl, UrlRecord result, out bool takesBaseQuery)
    {
        takesBaseQuery = false;
        ReadOnlySpan<byte> text = input.BeforeQuery;
        if (input.IsPlain && TryTakeAsItStands(text, result))
        {
            return true;
        }

        int colon = text.IndexOfAnyExcept(SchemeBytes);
        bool hasScheme = colon > 0 && text[colon] == (byte)':' && char.IsAsciiLetter((char)text[0]);
        if (hasScheme)
        {
            SetScheme(text[..colon], result);
            ReadOnlySpan<byte> rest = text[(colon + 1)..];
            if (result.SchemeKind == UrlScheme.File)
            {
                return TryParseFile(input with { BeforeQuery = rest }, baseUrl, result, out takesBaseQuery);
            }

            if (result.IsSpecial)
            {
                return baseUrl is not null && baseUrl.SchemeKind == result.SchemeKind && !rest.StartsWith("//"u8)
                    ? TryParseRelative(input with { BeforeQuery = rest }, baseUrl, result, out takesBaseQuery)
                    : TryParseAuthority(TrimSlashes(rest), input.IsPlain, result);
            }

            if (rest.StartsWith("//"u8))
            {
                return TryParseAuthority(rest[2..], input.IsPlain, result);
            }

            result.PathStart = result.Length;
            if (rest.StartsWith((byte)'/'))
            {
                UrlPath.AppendSegments(rest[1..], input.IsPlain, result);
            }
            else
            {
                UrlPath.AppendOpaque(rest, input.HasQuery || input.HasFragment, result);
            }

            return true;
        }

        if (baseUrl is null)
        {
            return false;
        }

        if (baseUrl.HasOpaquePath)
        {
            result.CopyPath(baseUrl);
            takesBaseQuery = true;
            return text.IsEmpty && !input.HasQuery && input.HasFragment;
        }

        if (baseUrl.SchemeKind == UrlScheme.File)
        {
            SetScheme("file"u8, result);
            return TryParseFile(input, baseUrl, result, out takesBaseQuery);
        }

        return TryParseRelative(input, baseUrl, result, out takesBaseQuery);
    }

    // States: relative, relative slash. The URL's scheme is the base's.
    private bool TryParseRelative(InputParts input, UrlRecord baseUrl, UrlRecord result, out bool takesBaseQuery)
    {
        takesBaseQuery = false;
        ReadOnlySpan<byte> text = input.BeforeQuery;
        bool isSpecial = baseUrl.IsSpecial;
        if (text.IsEmpty)
        {
            result.CopyPath(baseUrl);
            takesBaseQuery = !input.HasQuery;
            return true;
        }

        if (!UrlPath.IsSlash(text[0], isSpecial))
        {
            result.CopyPath(baseUrl);
            UrlPath.Shorten(result);
            UrlPath.AppendSegments(text, input.IsPlain, result);
            return true;
        }

        result.CopyAuthority(baseUrl);
        if (text.Length > 1 && UrlPath.IsSlash(text[1], isSpecial))
        {
            result.Truncate(result.SchemeEnd + 1);
            return TryParseAuthority(isSpecial ? TrimSlashes(text) : text[2..], input.IsPlain, result);
        }

        UrlPath.AppendSegments(text[1..], input.IsPlain, result);
        return true;
    }

    // States: authority, host, port, path start. The text follows the slashes.
    private bool TryParseAuthority(ReadOnlySpan<byte> text, bool isPlain, UrlRecord result)
    {
        bool isSpecial = result.IsSpecial;
        int authorityEnd = isSpecial ? text.IndexOfAny((byte)'/', (byte)'\\') : text.IndexOf((byte)'/');
        ReadOnlySpan<byte> authority = authorityEnd < 0 ? text : text[..authorityEnd];
        UrlAuthority.Start(result);

        int at = authority.LastIndexOf((byte)'@');
        if (at >= 0)
        {
            UrlAuthority.AppendCredentials(authority[..at], result);
            authority = authority[(at + 1)..];
            if (authority.IsEmpty)
            {
                return false;
            }
        }

        int hostLength = UrlAuthority.HostLength(authority);
        ReadOnlySpan<byte> host = authority[..hostLength];
        ReadOnlySpan<byte> port = hostLength < authority.Length ? authority[(hostLength + 1)..] : default;
        if (host.IsEmpty && (isSpecial || hostLength < authority.Length))
        {
            return false;
        }

        result.HostStart = result.Length;
        if (!host.IsEmpty && !_hostParser.TryAppend(host, isSpecial, result))
        {
            return false;
        }

        result.HostEnd = result.Length;
        if (!UrlAuthority.TryAppendPort(port, result))
        {
            return false;
        }

        result.PathStart = result.Length;
        UrlPath.AppendStart(authorityEnd < 0 ? default : text[authorityEnd..], isPlain, result);
        return true;
    }

    // States: file, file slash, file host.
    private bool TryParseFile(InputParts input, UrlRecord? baseUrl, UrlRecord result, out bool takesBaseQuery)
    {
        takesBaseQuery = false;
        ReadOnlySpan<byte> text = input.BeforeQuery;
        UrlRecord? fileBase = baseUrl is { SchemeKind: UrlScheme.File } ? baseUrl : null;
        if (text.Length > 1 && UrlPath.IsSlash(text[0], isSpecial: true) && UrlPath.IsSlash(text[1], isSpecial: true))
        {
            return TryParseFileHost(text[2..], input.IsPlain, result);
        }

        if (text.IsEmpty || !UrlPath.IsSlash(text[0], isSpecial: true))
        {
            if (fileBase is null)
            {
                UrlAuthority.Start(result);
                UrlPath.AppendSegments(text, input.IsPlain, result);
            }
            else if (text.IsEmpty)
            {
                result.CopyPath(fileBase);
                takesBaseQuery = !input.HasQuery;
            }
            else if (UrlPath.StartsWithDriveLetter(text))
            {
                result.CopyAuthority(fileBase);
                UrlPath.AppendSegments(text, input.IsPlain, result);
            }
            else
            {
                result.CopyPath(fileBase);
                UrlPath.Shorten(result);
                UrlPath.AppendSegments(text, input.IsPlain, result);
            }

            return true;
        }

        if (fileBase is null)
        {
            UrlAuthority.Start(result);
        }
        else
        {
            result.CopyAuthority(fileBase);
            ReadOnlySpan<byte> basePath = fileBase.Path;
            if (!UrlPath.StartsWithDriveLetter(text[1..]) && basePath.Length >= 3
                && UrlPath.IsNormalizedDriveLetter(basePath[1..3]) &&
                (basePath.Length == 3 || basePath[3] == (byte)'/'))
            {
                result.Append(basePath[..3]);
            }
        }

        UrlPath.AppendSegments(text[1..], input.IsPlain, result);
        return true;
    }

    private bool TryParseFileHost(ReadOnlySpan<byte> text, bool isPlain, UrlRecord result)
    {
        int hostEnd = text.IndexOfAny((byte)'/', (byte)'\\');
        ReadOnlySpan<byte> host = hostEnd < 0 ? text : text[..hostEnd];
        UrlAuthority.Start(result);
        if (UrlPath.IsDriveLetter(host))
        {
            UrlPath.AppendSegments(text, isPlain, result);
            return true;
        }

        if (!host.IsEmpty)
        {
            if (!_hostParser.TryAppend(host, isSpecial: true, result))
            {
                return false;
            }

            if (result.Tail(result.HostStart).SequenceEqual("localhost"u8))
            {
                result.Truncate(result.HostStart);
            }

            result.HostEnd = result.PathStart = result.Length;
        }

        UrlPath.AppendStart(hostEnd < 0 ? default : text[hostEnd..], isPlain, result);
        return true;
    }

    private void AppendQuery(ReadOnlySpan<byte> query, UrlRecord result, Encoding? encoding)
    {
        PercentEncodeSet set = result.IsSpecial ? PercentEncodeSet.SpecialQuery : PercentEncodeSet.Query;
        if (encoding is null || !result.IsSpecial || result.SchemeKind is UrlScheme.Ws or UrlScheme.Wss)
        {
            set.Append(query, result);
        }
        else
        {
            _queryEncoder.Append(query, encoding, set, result);
        }
    }

    private static void SetScheme(ReadOnlySpan<byte> scheme, UrlRecord result)
    {
        Ascii.ToLower(scheme, result.AppendSpan(scheme.Length), out int length);
        result.SchemeEnd = length;
        result.SchemeKind = length switch
        {
            5 when result.Href.SequenceEqual("https"u8) => UrlScheme.Https,
            4 when result.Href.SequenceEqual("http"u8) => UrlScheme.Http,
            4 when result.Href.SequenceEqual("file"u8) => UrlScheme.File,
            3 when result.Href.SequenceEqual("ftp"u8) => UrlScheme.Ftp,
            3 when result.Href.SequenceEqual("wss"u8) => UrlScheme.Wss,
            2 when result.Href.SequenceEqual("ws"u8) => UrlScheme.Ws,
            _ => UrlScheme.Other,
        };
        result.Append((byte)':');
    }

    private static ReadOnlySpan<byte> TrimSlashes(ReadOnlySpan<byte> text)
    {
        int start = text.IndexOfAnyExcept((byte)'/', (byte)'\\');
        return start < 0 ? default : text[start..];
    }

    private static ReadOnlySpan<byte> TrimControlsAndSpaces(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && text[start] <= 0x20)
        {
            start++;
        }

        while (end > start && text[end - 1] <= 0x20)
        {
            end--;
        }

        return text[start..end];
    }

    private ReadOnlySpan<byte> RemoveTabsAndNewlines(ReadOnlySpan<byte> text, int start)
    {
        if (!text[start..].ContainsAny(TabOrNewline))
        {
            return text;
        }

        if (_filtered.Length < text.Length || _filtered.Length > 1 << 20)
        {
            _filtered = new byte[text.Length];
        }

        int length = 0;
        foreach (byte value in text)
        {
            _filtered[length] = value;
            length += TabOrNewline.Contains(value) ? 0 : 1;
        }

        return _filtered.AsSpan(0, length);
    }

    private readonly ref struct InputParts(ReadOnlySpan<byte> beforeQuery, bool hasQuery, bool hasFragment,
        bool isPlain)
    {
        public ReadOnlySpan<byte> BeforeQuery { get; init; } = beforeQuery;

        public bool HasQuery { get; } = hasQuery;

        public bool HasFragment { get; } = hasFragment;

        /// <summary>Whether <see cref="BeforeQuery"/> has plain bytes alone.</summary>
        public bool IsPlain { get; } = isPlain;
    }
}
