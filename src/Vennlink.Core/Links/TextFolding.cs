using System.Collections.Frozen;
using System.Text;
using Vennlink.Storage.Bytes;
using Vennlink.Urls;

namespace Vennlink.Links;

/// <summary>
/// Makes texts equal that readers take for the same: whatever their case, accents, width, ligatures and blanks.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Each code point is mapped as UTS #46 has it (Unicode 17: case folding and compatibility forms, so that <c>ﬁ</c> is
/// <c>fi</c> and full-width letters are plain ones; what it ignores, such as soft hyphens, is dropped). Then accents of
/// Latin, Greek and Cyrillic letters, Hebrew points and Arabic vowel signs go; marks that make another letter stay:
/// vowels of Indic scripts and Thai, the sound marks of kana. Letters that Unicode takes for whole but readers for
/// accented (<c>ø</c>, <c>ł</c>, <c>ß</c>) are spelled out. Blanks in a row are one, those at the ends none. A table of
/// our own, since the system's ICU differs by machine, and folded texts stand in indexes.
/// </remarks>
internal static class TextFolding
{
    // Letter, then all that are it with accents: canonical decompositions of lower-case letters.
    private const string Accented =
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ bḃḅḇ cçćĉċčḉ dďḋḍḏḑḓ eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fḟ gĝğġģǧǵḡ hĥȟḣḥḧḩḫẖ "
        + "iìíîïĩīĭįǐȉȋḭḯỉị jĵǰ kķǩḱḳḵ lĺļľḷḹḻḽ mḿṁṃ nñńņňǹṅṇṉṋ oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ pṕṗ rŕŗřȑȓṙṛṝṟ "
        + "sśŝşšșṡṣṥṧṩ tţťțṫṭṯṱẗ uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự vṽṿ wŵẁẃẅẇẉẘ xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ ʒǯ "
        + "αάἀἁἂἃἄἅἆἇὰᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ εέἐἑἒἓἔἕὲ ηήἠἡἢἣἤἥἦἧὴᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ ιΐίϊἰἱἲἳἴἵἶἷὶῐῑῒῖῗ οόὀὁὂὃὄὅὸ ρῤῥ "
        + "υΰϋύὐὑὒὓὔὕὖὗὺῠῡῢῦῧ ωώὠὡὢὣὤὥὦὧὼᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ аӑӓ гѓ еѐёӗ жӂӝ зӟ ийѝӣӥ кќ оӧ уўӯӱӳ чӵ ыӹ эӭ ії ѵѷ әӛ өӫ "
        + "اآأإ وؤ يئ ہۂ ےۓ ەۀ";

    // Base and voiced letter in turn, for U+3099; base and half-voiced one for U+309A.
    private const string Voiced =
        "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞ"
        + "カガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ";

    private const string HalfVoiced = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ";

    // What is accented to a reader alone, and the sigma that ends a word.
    private static readonly (char Letter, string Folded)[] SpelledOut =
        [('ß', "ss"), ('æ', "ae"), ('ǣ', "ae"), ('ǽ', "ae"), ('œ', "oe"), ('ø', "o"), ('ǿ', "o"), ('đ', "d"),
            ('ħ', "h"), ('ł', "l"), ('ŧ', "t"), ('ı', "i"), ('ς', "σ")];

    private static readonly FrozenDictionary<int, byte[]> Letters = MakeLetters();
    private static readonly FrozenDictionary<(int Base, int Mark), int> Composed = MakeComposed();

    /// <summary>Folds a text.</summary>
    public static byte[] Fold(string text)
    {
        ByteList folded = new();
        Fold(Encoding.UTF8.GetBytes(text), folded);
        return folded.Span.ToArray();
    }

    /// <summary>Appends a folded text.</summary>
    /// <param name="utf8">The text; ill-formed sequences count as U+FFFD.</param>
    /// <param name="folded">Gets it, UTF-8.</param>
    public static void Fold(ReadOnlySpan<byte> utf8, ByteList folded)
    {
        Writer writer = new(folded);
        while (!utf8.IsEmpty)
        {
            if (utf8[0] < 0x80)
            {
                writer.AddAscii(utf8[0]);
                utf8 = utf8[1..];
                continue;
            }

            Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            utf8 = utf8[length..];
            switch (IdnaTable.Shared.Status(rune.Value, out ReadOnlySpan<byte> mapping))
            {
                case IdnaStatus.Ignored:
                    break;
                case IdnaStatus.Mapped:
                    for (; !mapping.IsEmpty; mapping = mapping[length..])
                    {
                        Rune.DecodeFromUtf8(mapping, out Rune mapped, out length);
                        writer.Add(mapped);
                    }

                    break;
                default:
                    writer.Add(rune);
                    break;
            }
        }
    }

    private static FrozenDictionary<int, byte[]> MakeLetters()
    {
        Dictionary<int, byte[]> letters = SpelledOut.ToDictionary(
            pair => (int)pair.Letter, pair => Encoding.UTF8.GetBytes(pair.Folded));
        foreach (string group in Accented.Split(' '))
        {
            byte[] letter = Encoding.UTF8.GetBytes(group[..1]);
            foreach (char accented in group.AsSpan(1))
            {
                letters.Add(accented, letter);
            }
        }

        return letters.ToFrozenDictionary();
    }

    private static FrozenDictionary<(int Base, int Mark), int> MakeComposed()
    {
        Dictionary<(int Base, int Mark), int> composed = [];
        foreach ((string pairs, int mark) in new[] { (Voiced, 0x3099), (HalfVoiced, 0x309A) })
        {
            for (int pair = 0; pair < pairs.Length; pair += 2)
            {
                composed.Add((pairs[pair], mark), pairs[pair + 1]);
            }
        }

        return composed.ToFrozenDictionary();
    }

    // They choose the shape of the letters beside them; the table, made for names, keeps them.
    private static bool IsJoiner(int rune) => rune is 0x200C or 0x200D;

    // Marks that readers write or leave out: combining diacritics, Hebrew points, Arabic vowel and reading signs.
    private static bool IsAccent(int rune) => rune is (>= 0x300 and <= 0x36F) or (>= 0x483 and <= 0x487)
        or (>= 0x591 and <= 0x5BD) or 0x5BF or 0x5C1 or 0x5C2 or 0x5C4 or 0x5C5 or 0x5C7
        or (>= 0x610 and <= 0x61A) or (>= 0x64B and <= 0x65F) or 0x670 or (>= 0x6D6 and <= 0x6DC)
        or (>= 0x6DF and <= 0x6E4) or 0x6E7 or 0x6E8 or (>= 0x6EA and <= 0x6ED)
        or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20F0)
        or (>= 0xFE20 and <= 0xFE2F);

    // Appends code points that are mapped, and remembers the last one: a mark may make another letter of it.
    private ref struct Writer(ByteList folded)
    {
        private readonly ByteList _folded = folded;
        private readonly int _start = folded.Length;
        private int _last;
        private int _lastStart;
        private bool _isBlankDue;

        public void AddAscii(byte character)
        {
            if (character <= (byte)' ')
            {
                AddBlank();
                return;
            }

            EndBlank();
            (_last, _lastStart) = (character, _folded.Length);
            _folded.Append(char.IsAsciiLetterUpper((char)character) ? (byte)(character | 0x20) : character);
        }

        public void Add(Rune rune)
        {
            if (rune.IsAscii)
            {
                AddAscii((byte)rune.Value);
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                AddBlank();
            }
            else if (!IsAccent(rune.Value) && !IsJoiner(rune.Value))
            {
                AddLetter(rune);
            }
        }

        private void AddLetter(Rune rune)
        {
            if (Letters.TryGetValue(rune.Value, out byte[]? letter))
            {
                EndBlank();
                (_last, _lastStart) = (0, _folded.Length);
                _folded.Append(letter);
                return;
            }

            if (!_isBlankDue && Compose(_last, rune.Value) is { } composed)
            {
                rune = composed;
                _folded.Length = _lastStart;
            }

            EndBlank();
            (_last, _lastStart) = (rune.Value, _folded.Length);
            _folded.Length += rune.EncodeToUtf8(_folded.Reserve(4));
        }

        private void AddBlank() => _isBlankDue = _folded.Length > _start;

        private void EndBlank()
        {
            if (_isBlankDue)
            {
                _folded.Append((byte)' ');
                _isBlankDue = false;
            }
        }

        // A kana with its sound mark, or a syllable of Hangul of its letters (chapter 3.12 of the Unicode Standard).
        private static Rune? Compose(int last, int mark)
        {
            const int FirstSyllable = 0xAC00;
            const int LeadCount = 19;
            const int VowelCount = 21;
            const int TailCount = 28;
            if (Composed.TryGetValue((last, mark), out int kana))
            {
                return new Rune(kana);
            }

            (int lead, int vowel, int tail) = (last - 0x1100, mark - 0x1161, mark - 0x11A7);
            if ((uint)lead < LeadCount && (uint)vowel < VowelCount)
            {
                return new Rune(FirstSyllable + (((lead * VowelCount) + vowel) * TailCount));
            }

            int syllable = last - FirstSyllable;
            return (uint)syllable < LeadCount * VowelCount * TailCount && syllable % TailCount == 0
                && tail is > 0 and < TailCount ? new Rune(last + tail) : null;
        }
    }
}
