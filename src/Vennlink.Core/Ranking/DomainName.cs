using Vennlink.Urls;

namespace Vennlink.Ranking;

/// <summary>The name of a root domain as the spam score reads it: its last label between two hyphens, as symbols and as counts.</summary>
/// <remarks>
/// The label that somebody chose, and the top-level domain; a public suffix between them (<c>co.uk</c>, <c>github.io</c>) says nothing of the site.
/// Words are looked for in the padded text, so <c>-bet</c> is one that starts a name or follows a hyphen in it.
/// </remarks>
internal ref struct DomainName
{
    /// <summary>Symbols: letters, one for all digits, one for hyphens and the ends of the name.</summary>
    public const int SymbolCount = 28;

    /// <summary>Most bytes of a padded name.</summary>
    public const int MostPaddedBytes = MostLabelBytes + 2;

    private const int MostLabelBytes = 63;
    private const byte DigitSymbol = 26;
    private const byte HyphenSymbol = 27;

    // Names that say nothing: one or two characters are bought for their price, and what an encoded name says is in its Unicode form.
    private const int LeastLabelBytes = 3;
    private static readonly byte[] Symbols = MakeSymbols();

    /// <summary>Hyphen, label, hyphen.</summary>
    public ReadOnlySpan<byte> Padded { get; private set; }

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
    /// <param name="buffer">At least <see cref="MostPaddedBytes"/>; the name points into it.</param>
    /// <param name="name">The name.</param>
    /// <returns>False where the name says nothing: an IP address, a single label, a label of one or two characters, an encoded (<c>xn--</c>) one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> rootDomainKey, Span<byte> buffer, out DomainName name)
    {
        name = default;
        int first = rootDomainKey.IndexOf(UrlKey.LabelSeparator);
        if (first <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> label = rootDomainKey[(rootDomainKey.LastIndexOf(UrlKey.LabelSeparator) + 1)..];
        if (label.Length is < LeastLabelBytes or > MostLabelBytes || label.StartsWith("xn--"u8))
        {
            return false;
        }

        buffer[0] = (byte)'-';
        label.CopyTo(buffer[1..]);
        buffer[label.Length + 1] = (byte)'-';
        name.Padded = buffer[..(label.Length + 2)];
        name.TopLevelDomain = rootDomainKey[..first];
        name.Count(label);
        return true;
    }

    /// <summary>Symbol of a byte, below <see cref="SymbolCount"/>; what no name should hold counts as a hyphen.</summary>
    public static int SymbolOf(byte character) => Symbols[character];

    private void Count(ReadOnlySpan<byte> label)
    {
        Length = label.Length;
        int consonants = 0;
        int vowels = 0;
        foreach (byte character in label)
        {
            int symbol = Symbols[character];
            bool isLetter = symbol < DigitSymbol;
            bool isVowel = isLetter && IsVowel(character);
            consonants = isLetter && !isVowel ? consonants + 1 : 0;
            vowels = isVowel ? vowels + 1 : 0;
            ConsonantRun = Math.Max(ConsonantRun, consonants);
            VowelRun = Math.Max(VowelRun, vowels);
            DigitCount += symbol == DigitSymbol ? 1 : 0;
            HyphenCount += symbol == HyphenSymbol ? 1 : 0;
        }
    }

    private static bool IsVowel(byte letter) => ((0x1104111 >> (letter - 'a')) & 1) != 0;

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
