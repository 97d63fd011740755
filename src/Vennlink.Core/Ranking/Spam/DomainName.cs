using System.Numerics;
using System.Runtime.Intrinsics;
using Vennlink.Urls;

namespace Vennlink.Ranking.Spam;

/// <summary>
/// The name of a root domain as the spam score reads it: its last label between two hyphens, as symbols and as counts.
/// </summary>
/// <remarks>
/// The label that somebody chose, and the top-level domain; a public suffix between them (<c>co.uk</c>,
/// <c>github.io</c>) says nothing of the site. Words are looked for in the padded text, so <c>-bet</c> is one that
/// starts a name or follows a hyphen in it. Sixteen bytes at a time are made symbols and bits of their classes; counts
/// and runs are those of the bits.
/// </remarks>
internal ref struct DomainName
{
    /// <summary>Symbols: letters, one for all digits, one for hyphens and the ends of the name.</summary>
    public const int SymbolCount = 28;

    /// <summary>Bits that hold a symbol.</summary>
    public const int SymbolBits = 5;

    /// <summary>Most bytes of a padded name.</summary>
    public const int MaxPaddedBytes = MaxLabelBytes + 2;

    /// <summary>
    /// Bytes that reading a name takes: the padded text and its symbols, each up to the end of the last sixteen.
    /// </summary>
    public const int BufferBytes = 2 * MaxPaddedBytes;

    // One less than a word of bits has.
    private const int MaxLabelBytes = 63;
    private const byte DigitSymbol = 26;
    private const byte HyphenSymbol = 27;

    // Names that say nothing: one or two characters are bought for their price, and what an encoded name says is in its
    // Unicode form.
    private const int MinLabelBytes = 3;
    private static readonly byte[] SymbolTable = MakeSymbols();

    /// <summary>Hyphen, label, hyphen.</summary>
    public ReadOnlySpan<byte> Padded { get; private set; }

    /// <summary>Symbols of <see cref="Padded"/>, each below <see cref="SymbolCount"/>.</summary>
    public ReadOnlySpan<byte> Symbols { get; private set; }

    /// <summary>Last label of the public suffix: <c>uk</c> of <c>example.co.uk</c>.</summary>
    public ReadOnlySpan<byte> TopLevelDomain { get; private set; }

    /// <summary>Letters and other bytes of the label.</summary>
    public int Length { get; private set; }

    /// <summary>Digits.</summary>
    public int DigitCount { get; private set; }

    /// <summary>Hyphens.</summary>
    public int HyphenCount { get; private set; }

    /// <summary>Longest run of consonants; y counts as a vowel.</summary>
    public int ConsonantRun { get; private set; }

    /// <summary>Longest run of vowels.</summary>
    public int VowelRun { get; private set; }

    /// <summary>Reads the name of a root domain.</summary>
    /// <param name="rootDomainKey">Labels reversed.</param>
    /// <param name="buffer">At least <see cref="BufferBytes"/>; the name points into it.</param>
    /// <param name="name">The name.</param>
    /// <returns>False where the name says nothing: an IP address, a single label, a label of one or two characters, an
    /// encoded (<c>xn--</c>) one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> rootDomainKey, Span<byte> buffer, out DomainName name)
    {
        name = default;
        int first = rootDomainKey.IndexOf(UrlKey.LabelSeparator);
        if (first <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> label = rootDomainKey[(rootDomainKey.LastIndexOf(UrlKey.LabelSeparator) + 1)..];
        if (label.Length is < MinLabelBytes or > MaxLabelBytes || label.StartsWith("xn--"u8))
        {
            return false;
        }

        Span<byte> text = buffer[..MaxPaddedBytes];
        Span<byte> symbols = buffer.Slice(MaxPaddedBytes, MaxPaddedBytes);
        text[0] = (byte)'-';
        label.CopyTo(text[1..]);
        text[label.Length + 1] = (byte)'-';
        name.Length = label.Length;
        name.Count(text[1..], symbols[1..]);
        symbols[0] = HyphenSymbol;
        symbols[label.Length + 1] = HyphenSymbol;
        name.Padded = text[..(label.Length + 2)];
        name.Symbols = symbols[..(label.Length + 2)];
        name.TopLevelDomain = rootDomainKey[..first];
        return true;
    }

    /// <summary>
    /// Symbol of a byte, below <see cref="SymbolCount"/>; what no name should hold counts as a hyphen.
    /// </summary>
    public static int SymbolOf(byte character) => SymbolTable[character];

    // Reads and writes sixteen bytes at a time, past the end of the label, whose bits alone count.
    private void Count(ReadOnlySpan<byte> label, Span<byte> symbols)
    {
        ulong letters = 0;
        ulong vowels = 0;
        ulong digits = 0;
        for (int start = 0; start < Length; start += Vector128<byte>.Count)
        {
            Vector128<byte> bytes = Vector128.Create(label[start..]);
            Vector128<byte> letter = bytes - Vector128.Create((byte)'a');
            Vector128<byte> isLetter = Vector128.LessThan(letter, Vector128.Create(DigitSymbol));
            Vector128<byte> isDigit =
                Vector128.LessThan(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
            Vector128<byte> isVowel = Vector128.Equals(bytes, Vector128.Create((byte)'a'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'e'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'i'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'o'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'u'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'y'));
            letters |= (ulong)isLetter.ExtractMostSignificantBits() << start;
            vowels |= (ulong)isVowel.ExtractMostSignificantBits() << start;
            digits |= (ulong)isDigit.ExtractMostSignificantBits() << start;

            // All bits set is −1: a digit's symbol is one below a hyphen's.
            Vector128.ConditionalSelect(isLetter, letter, Vector128.Create(HyphenSymbol) + isDigit)
                .CopyTo(symbols[start..]);
        }

        ulong inside = (1UL << Length) - 1;
        letters &= inside;
        vowels &= inside;
        DigitCount = BitOperations.PopCount(digits & inside);
        HyphenCount = Length - DigitCount - BitOperations.PopCount(letters);
        ConsonantRun = LongestRun(letters & ~vowels);
        VowelRun = LongestRun(vowels);
    }

    // Each step takes one bit off every run.
    private static int LongestRun(ulong bits)
    {
        int length = 0;
        for (; bits != 0; bits &= bits << 1)
        {
            length++;
        }

        return length;
    }

    private static byte[] MakeSymbols()
    {
        byte[] symbols = new byte[256];
        symbols.AsSpan().Fill(HyphenSymbol);
        for (int letter = 0; letter < 26; letter++)
        {
            symbols['a' + letter] = (byte)letter;
        }

        symbols.AsSpan('0', 10).Fill(DigitSymbol);
        return symbols;
    }
}
