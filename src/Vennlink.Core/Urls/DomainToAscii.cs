using System.Runtime.InteropServices;
using System.Text;

namespace Vennlink.Urls;

/// <summary>"Domain to ASCII" for domains that are not ASCII already.</summary>
/// <remarks>
/// Not thread-safe: it keeps buffers. Source: UTS #46 revision for Unicode 17, ToASCII with CheckHyphens,
/// UseSTD3ASCIIRules, Transitional_Processing, VerifyDnsLength and IgnoreInvalidPunycode false, CheckBidi and
/// CheckJoiners true, as the URL Standard has it.
/// </remarks>
internal sealed class DomainToAscii
{
    /// <summary>
    /// Longer domains fail, unlike the standard: normalization and punycode take quadratic time, DNS ends at 253 bytes,
    /// and no key that long is kept.
    /// </summary>
    public const int MaxDomainBytes = 4096;

    private static readonly int[] PunycodePrefix = ['x', 'n', '-', '-'];
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    private readonly IdnaTable _table = IdnaTable.Shared;
    private readonly List<byte> _ascii = [];
    private readonly List<int> _codePoints = [];
    private readonly List<int> _label = [];
    private readonly List<Range> _labels = [];
    private char[] _mapped = new char[256];
    private char[] _normalized = new char[256];

    /// <summary>Converts a domain.</summary>
    /// <param name="domainUtf8">UTF-8; ill-formed sequences count as U+FFFD.</param>
    /// <param name="ascii">May be empty; valid until the next call.</param>
    /// <returns>False where the standard returns failure.</returns>
    public bool TryConvert(ReadOnlySpan<byte> domainUtf8, out ReadOnlySpan<byte> ascii)
    {
        ascii = default;
        if (domainUtf8.Length > MaxDomainBytes || !TryMap(domainUtf8, out int mappedLength))
        {
            return false;
        }

        if (!TrySplit(Normalize(_mapped.AsSpan(0, mappedLength))))
        {
            return false;
        }

        ReadOnlySpan<int> codePoints = CollectionsMarshal.AsSpan(_codePoints);
        bool isBidiDomain = IsBidiDomain(codePoints);
        _ascii.Clear();
        for (int i = 0; i < _labels.Count; i++)
        {
            ReadOnlySpan<int> label = codePoints[_labels[i]];
            if (!IsValidLabel(label, isBidiDomain))
            {
                return false;
            }

            if (i > 0)
            {
                _ascii.Add((byte)'.');
            }

            AppendLabel(label);
        }

        ascii = CollectionsMarshal.AsSpan(_ascii);
        return true;
    }

    private bool TryMap(ReadOnlySpan<byte> domainUtf8, out int length)
    {
        length = 0;
        while (!domainUtf8.IsEmpty)
        {
            // Ill-formed bytes give U+FFFD, which is disallowed.
            Rune.DecodeFromUtf8(domainUtf8, out Rune rune, out int consumed);
            domainUtf8 = domainUtf8[consumed..];
            IdnaStatus status = _table.Status(rune.Value, out ReadOnlySpan<byte> mapping);
            if (status == IdnaStatus.Disallowed)
            {
                return false;
            }

            // No mapping is longer than 255 bytes, so neither in characters.
            if (_mapped.Length - length < byte.MaxValue)
            {
                Array.Resize(ref _mapped, _mapped.Length * 2);
            }

            length += status switch
            {
                IdnaStatus.Valid => rune.EncodeToUtf16(_mapped.AsSpan(length)),
                IdnaStatus.Mapped => Encoding.UTF8.GetChars(mapping, _mapped.AsSpan(length)),
                _ => 0,
            };
        }

        return true;
    }

    private ReadOnlySpan<char> Normalize(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text) || text.IsNormalized(NormalizationForm.FormC))
        {
            return text;
        }

        int length;
        while (!text.TryNormalize(_normalized, out length, NormalizationForm.FormC))
        {
            _normalized = new char[_normalized.Length * 2];
        }

        return _normalized.AsSpan(0, length);
    }

    // Labels as code points, those of punycode decoded.
    private bool TrySplit(ReadOnlySpan<char> text)
    {
        _codePoints.Clear();
        _labels.Clear();
        foreach (Range range in text.Split('.'))
        {
            _label.Clear();
            foreach (Rune rune in text[range].EnumerateRunes())
            {
                _label.Add(rune.Value);
            }

            int start = _codePoints.Count;
            ReadOnlySpan<int> label = CollectionsMarshal.AsSpan(_label);
            if (text[range].StartsWith("xn--", StringComparison.Ordinal))
            {
                bool isGood = !HasNonAscii(label) && Punycode.TryDecode(label[4..], _codePoints)
                    && HasNonAscii(CollectionsMarshal.AsSpan(_codePoints)[start..]);
                if (!isGood)
                {
                    return false;
                }
            }
            else
            {
                _codePoints.AddRange(label);
            }

            _labels.Add(start.._codePoints.Count);
        }

        return true;
    }

    private bool IsBidiDomain(ReadOnlySpan<int> codePoints)
    {
        foreach (int codePoint in codePoints)
        {
            if (_table.Properties(codePoint).Bidi is BidiClass.RightToLeft or BidiClass.ArabicNumber)
            {
                return true;
            }
        }

        return false;
    }

    // UTS #46 section 4.1, "Validity Criteria".
    private bool IsValidLabel(ReadOnlySpan<int> label, bool isBidiDomain)
    {
        if (!HasNonAscii(label))
        {
            return !isBidiDomain || label.IsEmpty || ObeysBidiRule(label);
        }

        if (_table.Properties(label[0]).IsCombiningMark || label.StartsWith(PunycodePrefix) || !IsNormalized(label))
        {
            return false;
        }

        for (int i = 0; i < label.Length; i++)
        {
            bool isAllowed = label[i] != '.' && _table.IsValid(label[i]) &&
                (label[i] is not (ZeroWidthNonJoiner or ZeroWidthJoiner) || JoinerIsInContext(label, i));
            if (!isAllowed)
            {
                return false;
            }
        }

        return !isBidiDomain || ObeysBidiRule(label);
    }

    private bool IsNormalized(ReadOnlySpan<int> label)
    {
        int length = 0;
        if (_mapped.Length < label.Length * 2)
        {
            _mapped = new char[label.Length * 2];
        }

        foreach (int codePoint in label)
        {
            length += new Rune(codePoint).EncodeToUtf16(_mapped.AsSpan(length));
        }

        return _mapped.AsSpan(0, length).IsNormalized(NormalizationForm.FormC);
    }

    // RFC 5892, appendices A.1 and A.2. Linear over a label: a joiner is not transparent, so each run of transparent
    // ones is walked twice at most.
    private bool JoinerIsInContext(ReadOnlySpan<int> label, int position)
    {
        if (position == 0)
        {
            return false;
        }

        if (_table.Properties(label[position - 1]).IsVirama)
        {
            return true;
        }

        if (label[position] == ZeroWidthJoiner)
        {
            return false;
        }

        int before = position - 1;
        while (before >= 0 && _table.Properties(label[before]).IsTransparent)
        {
            before--;
        }

        int after = position + 1;
        while (after < label.Length && _table.Properties(label[after]).IsTransparent)
        {
            after++;
        }

        return before >= 0 && after < label.Length && _table.Properties(label[before]).JoinsNext
            && _table.Properties(label[after]).JoinsPrevious;
    }

    // RFC 5893, section 2.
    private bool ObeysBidiRule(ReadOnlySpan<int> label)
    {
        BidiClass first = _table.Properties(label[0]).Bidi;
        if (first is not (BidiClass.LeftToRight or BidiClass.RightToLeft))
        {
            return false;
        }

        bool isRightToLeft = first == BidiClass.RightToLeft;
        bool hasEuropean = false;
        bool hasArabic = false;
        BidiClass last = first;
        foreach (int codePoint in label)
        {
            BidiClass bidi = _table.Properties(codePoint).Bidi;
            hasEuropean |= bidi == BidiClass.EuropeanNumber;
            hasArabic |= bidi == BidiClass.ArabicNumber;
            bool isAllowed = bidi switch
            {
                BidiClass.EuropeanNumber or BidiClass.NonspacingMark or BidiClass.Neutral => true,
                BidiClass.LeftToRight => !isRightToLeft,
                BidiClass.RightToLeft or BidiClass.ArabicNumber => isRightToLeft,
                _ => false,
            };
            if (!isAllowed)
            {
                return false;
            }

            last = bidi == BidiClass.NonspacingMark ? last : bidi;
        }

        return last != BidiClass.Neutral && !(isRightToLeft && hasEuropean && hasArabic);
    }

    private void AppendLabel(ReadOnlySpan<int> label)
    {
        if (HasNonAscii(label))
        {
            _ascii.AddRange("xn--"u8);
            Punycode.Encode(label, _ascii);
            return;
        }

        foreach (int codePoint in label)
        {
            _ascii.Add((byte)codePoint);
        }
    }

    private static bool HasNonAscii(ReadOnlySpan<int> label) => label.ContainsAnyExceptInRange(0, 0x7F);
}
