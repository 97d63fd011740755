using System.Text;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Walks over the canonical URLs that an HTTP Link header names: <c>&lt;https://example.com/a&gt;; rel="canonical"</c>.
/// </summary>
/// <remarks>
/// Source: RFC 8288, section 3; lenient as its appendix B.2. A link with an <c>anchor</c> parameter speaks of another
/// page and is left out.
/// </remarks>
internal ref struct LinkHeader(ReadOnlySpan<byte> header)
{
    private ReadOnlySpan<byte> _rest = header;

    /// <summary>The URL reference between the angle brackets.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Moves to the next canonical; false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            int open = _rest.IndexOf((byte)'<');
            int close = open < 0 ? -1 : _rest[open..].IndexOf((byte)'>');
            if (close < 0)
            {
                _rest = default;
                return false;
            }

            Current = _rest.Slice(open + 1, close - 1).Trim(" \t"u8);
            _rest = _rest[(open + close + 1)..];
            if (ReadParameters())
            {
                return true;
            }
        }
    }

    // Reads up to the comma that ends the link; says whether it is a canonical of this page. The first rel counts.
    private bool ReadParameters()
    {
        bool? isCanonical = null;
        bool isOfThisPage = true;
        while (true)
        {
            _rest = _rest.TrimStart(" \t"u8);
            if (_rest.IsEmpty || _rest[0] == ',')
            {
                return isCanonical == true && isOfThisPage;
            }

            int nameEnd = _rest[0] == ';' ? 0 : _rest.IndexOfAny(",;="u8);
            nameEnd = nameEnd < 0 ? _rest.Length : nameEnd;
            ReadOnlySpan<byte> name = _rest[..nameEnd].Trim(" \t"u8);
            _rest = _rest[nameEnd..];
            if (_rest.IsEmpty || _rest[0] != '=')
            {
                _rest = _rest.IsEmpty || _rest[0] == ',' ? _rest : _rest[1..];
                continue;
            }

            ReadOnlySpan<byte> value = ReadValue();
            if (Ascii.EqualsIgnoreCase(name, "rel"u8))
            {
                isCanonical ??= HoldsCanonical(value);
            }
            else if (Ascii.EqualsIgnoreCase(name, "anchor"u8))
            {
                isOfThisPage = false;
            }
        }
    }

    private ReadOnlySpan<byte> ReadValue()
    {
        _rest = _rest[1..].TrimStart(" \t"u8);
        ReadOnlySpan<byte> value;
        if (_rest.StartsWith("\""u8))
        {
            int end = 1;
            while (end < _rest.Length && _rest[end] != '"')
            {
                end += _rest[end] == '\\' ? 2 : 1;
            }

            end = Math.Min(end, _rest.Length);
            value = _rest[1..end];
            _rest = _rest[Math.Min(end + 1, _rest.Length)..];
            return value;
        }

        int valueEnd = _rest.IndexOfAny(",;"u8);
        valueEnd = valueEnd < 0 ? _rest.Length : valueEnd;
        value = _rest[..valueEnd].TrimEnd(" \t"u8);
        _rest = _rest[valueEnd..];
        return value;
    }

    private static bool HoldsCanonical(ReadOnlySpan<byte> rel)
    {
        foreach (Range range in rel.SplitAny(" \t"u8))
        {
            if (Ascii.EqualsIgnoreCase(rel[range], "canonical"u8))
            {
                return true;
            }
        }

        return false;
    }
}
