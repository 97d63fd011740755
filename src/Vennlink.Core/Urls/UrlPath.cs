namespace Vennlink.Urls;

/// <summary>The path states of the URL parser: segments appended to a URL as it is serialized.</summary>
internal static class UrlPath
{
    /// <summary>State "path start": the text starts with its slash, or is empty.</summary>
    public static void AppendStart(ReadOnlySpan<byte> text, bool isPlain, UrlRecord result)
    {
        if (!text.IsEmpty)
        {
            AppendSegments(text[1..], isPlain, result);
        }
        else if (result.IsSpecial)
        {
            result.Append((byte)'/');
        }
    }

    /// <summary>State "path": appends the segments of a text whose leading slash has been taken off.</summary>
    public static void AppendSegments(ReadOnlySpan<byte> text, bool isPlain, UrlRecord result)
    {
        bool isSpecial = result.IsSpecial;
        // Most paths need no work: nothing to encode, and no segment that starts like a dot segment.
        if (isPlain && result.SchemeKind != UrlScheme.File && !text.StartsWith((byte)'.') && text.IndexOf("/."u8) < 0)
        {
            result.Append((byte)'/');
            result.Append(text);
            return;
        }

        while (true)
        {
            int slash = isSpecial ? text.IndexOfAny((byte)'/', (byte)'\\') : text.IndexOf((byte)'/');
            ReadOnlySpan<byte> segment = slash < 0 ? text : text[..slash];
            int dots = DotSegment(segment);
            if (dots > 0)
            {
                if (dots == 2)
                {
                    Shorten(result);
                }

                if (slash < 0)
                {
                    result.Append((byte)'/');
                }
            }
            else
            {
                bool isFirst = result.Length == result.PathStart;
                result.Append((byte)'/');
                if (isFirst && result.SchemeKind == UrlScheme.File && IsDriveLetter(segment))
                {
                    result.Append(segment[0]);
                    result.Append((byte)':');
                }
                else
                {
                    PercentEncodeSet.Path.Append(segment, result);
                }
            }

            if (slash < 0)
            {
                return;
            }

            text = text[(slash + 1)..];
        }
    }

    /// <summary>State "opaque path".</summary>
    public static void AppendOpaque(ReadOnlySpan<byte> text, bool isFollowed, UrlRecord result)
    {
        result.HasOpaquePath = true;
        // A trailing space before a query or fragment would be lost by the next parse, so that one is encoded.
        bool endsInSpace = isFollowed && text.EndsWith((byte)' ');
        PercentEncodeSet.C0Control.Append(endsInSpace ? text[..^1] : text, result);
        if (endsInSpace)
        {
            result.Append("%20"u8);
        }
    }

    /// <summary>"Shorten a URL's path": takes its last segment off.</summary>
    /// <remarks>Each byte is taken away once, so many dot segments stay linear.</remarks>
    public static void Shorten(UrlRecord result)
    {
        ReadOnlySpan<byte> path = result.Tail(result.PathStart);
        if (result.SchemeKind == UrlScheme.File && path.Length == 3 && IsNormalizedDriveLetter(path[1..]))
        {
            return;
        }

        int slash = path.LastIndexOf((byte)'/');
        if (slash >= 0)
        {
            result.Truncate(result.PathStart + slash);
        }
    }

    /// <summary>Whether a byte separates segments: a backslash does where the scheme is special.</summary>
    public static bool IsSlash(byte value, bool isSpecial) => value == (byte)'/' || (isSpecial && value == (byte)'\\');

    /// <summary>A "Windows drive letter": <c>C:</c> or <c>C|</c>.</summary>
    public static bool IsDriveLetter(ReadOnlySpan<byte> text) =>
        text.Length == 2 && char.IsAsciiLetter((char)text[0]) && text[1] is (byte)':' or (byte)'|';

    /// <summary>With the colon.</summary>
    public static bool IsNormalizedDriveLetter(ReadOnlySpan<byte> text) => IsDriveLetter(text) && text[1] == (byte)':';

    /// <summary>Whether a text, cut off before its query, "starts with a Windows drive letter".</summary>
    public static bool StartsWithDriveLetter(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && IsDriveLetter(text[..2]) && (text.Length == 2 || IsSlash(text[2], isSpecial: true));

    // 1 for ".", 2 for "..", in any spelling with %2e; else 0.
    private static int DotSegment(ReadOnlySpan<byte> segment)
    {
        int dots = 0;
        while (!segment.IsEmpty)
        {
            if (segment[0] == (byte)'.')
            {
                segment = segment[1..];
            }
            else if (segment.Length >= 3 && segment[0] == (byte)'%' && segment[1] == (byte)'2'
                && (segment[2] | 0x20) == 'e')
            {
                segment = segment[3..];
            }
            else
            {
                return 0;
            }

            if (++dots > 2)
            {
                return 0;
            }
        }

        return dots;
    }
}
