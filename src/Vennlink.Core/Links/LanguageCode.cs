using System.Collections.Frozen;

namespace Vennlink.Links;

/// <summary>
/// The language of a page as a number: what <c>lang</c>, Content-Language and people write, folded to one code a
/// language. Stored: never renumber.
/// </summary>
/// <remarks>
/// The first subtag of a language tag (BCP 47), in lower case: <c>en-GB</c>, <c>EN_us</c> and <c>eng</c> are <c>en</c>.
/// Two letters must be a code of ISO 639-1; three letters are that code where the language has one, and else stand as
/// they are. Codes that were replaced are their successors.
/// </remarks>
internal static class LanguageCode
{
    /// <summary>No language is known.</summary>
    public const ushort Unknown = 0;

    /// <summary>How <see cref="Unknown"/> is written.</summary>
    public const string UnknownText = "und";

    private const int Letters = 26;
    private const int FirstThreeLetters = 1 + (Letters * Letters);
    private const int MaxTagBytes = 64;

    // ISO 639-1.
    private const string TwoLetters =
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
        + "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id "
        + "ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu "
        + "lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu "
        + "rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to "
        + "tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

    // Other codes of ISO 639-2 and codes that were replaced, each before the one that counts.
    private const string Others =
        "iw he in id ji yi jw jv mo ro sh sr eng en deu de ger de fra fr fre fr spa es ita it por pt nld nl "
        + "dut nl rus ru zho zh chi zh cmn zh jpn ja kor ko ara ar pol pl ces cs cze cs slk sk slo sk hun hu "
        + "ron ro rum ro bul bg ell el gre el tur tr swe sv dan da nor no nob nb nno nn fin fi est et lav lv "
        + "lit lt ukr uk bel be heb he hin hi tha th vie vi ind id msa ms may ms fas fa per fa cat ca eus eu "
        + "baq eu glg gl hrv hr srp sr slv sl mkd mk mac mk sqi sq alb sq isl is ice is gle ga cym cy wel cy "
        + "afr af kat ka geo ka hye hy arm hy aze az kaz kk uzb uz urd ur ben bn tam ta tel te mar mr guj gu "
        + "mal ml kan kn pan pa nep ne sin si mya my bur my khm km lao lo mon mn swa sw amh am som so yor yo "
        + "ibo ig hau ha zul zu xho xh mlt mt ltz lb gla gd bos bs tgl tl jav jv lat la epo eo yid yi";

    // Codes that say that no language, or none in particular, is meant.
    private const string NoLanguages = "und mul mis zxx";

    private static readonly FrozenSet<string> Known = TwoLetters.Split(' ').ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, string> Canonical = MakeCanonical();
    private static readonly FrozenSet<string> None = NoLanguages.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The code of a language tag; <see cref="Unknown"/> when it names none.</summary>
    /// <param name="tag">Such as <c>en-GB</c>; blanks around it do not count.</param>
    public static ushort Of(ReadOnlySpan<byte> tag)
    {
        tag = tag.Trim(" \t\r\n\f"u8);
        int end = tag[..Math.Min(tag.Length, MaxTagBytes)].IndexOfAny((byte)'-', (byte)'_');
        tag = end < 0 ? tag : tag[..end];
        if (tag.Length is not (2 or 3))
        {
            return Unknown;
        }

        Span<char> letters = stackalloc char[3];
        for (int index = 0; index < tag.Length; index++)
        {
            letters[index] = char.ToLowerInvariant((char)tag[index]);
            if (!char.IsAsciiLetterLower(letters[index]))
            {
                return Unknown;
            }
        }

        string text = new(letters[..tag.Length]);
        text = Canonical.GetValueOrDefault(text, text);
        return None.Contains(text) || (text.Length == 2 && !Known.Contains(text)) ? Unknown : Number(text);
    }

    /// <summary>The code of a Content-Language header, which says something only when it names one language.</summary>
    public static ushort OfHeader(ReadOnlySpan<byte> value) => value.Contains((byte)',') ? Unknown : Of(value);

    /// <summary>The code as it is written: <c>en</c>.</summary>
    public static string ToText(ushort code)
    {
        if (code == Unknown)
        {
            return UnknownText;
        }

        int rest = code < FirstThreeLetters ? code - 1 : code - FirstThreeLetters;
        string text = $"{Letter(rest / Letters)}{Letter(rest)}";
        return code < FirstThreeLetters ? text : Letter(rest / (Letters * Letters)) + text;

        static string Letter(int number) => ((char)('a' + (number % Letters))).ToString();
    }

    private static ushort Number(string text)
    {
        int number = 0;
        foreach (char letter in text)
        {
            number = (number * Letters) + letter - 'a';
        }

        return (ushort)(number + (text.Length == 2 ? 1 : FirstThreeLetters));
    }

    private static FrozenDictionary<string, string> MakeCanonical()
    {
        string[] others = Others.Split(' ');
        return Enumerable.Range(0, others.Length / 2)
            .ToFrozenDictionary(pair => others[2 * pair], pair => others[(2 * pair) + 1], StringComparer.Ordinal);
    }
}
