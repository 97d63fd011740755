using System.Collections.Frozen;

namespace Vennlink.Links.Charsets;

/// <summary>The labels of the WHATWG Encoding Standard. Immutable.</summary>
internal static class CharsetLabels
{
    private const int MaxLabelLength = 19;

    // .NET lacks these three; bytes 0xA0 to 0xFF.
    private const string Iso10 =
        "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

    private const string Iso14 =
        "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

    private const string Iso16 =
        "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";

    // Pairs of byte and character: the framework has older versions of these two.
    private const string Greek2003 = "\u00A1\u2018\u00A2\u2019\u00A4\u20AC\u00A5\u20AF\u00AA\u037A";
    private const string Hebrew = "\u00AF\u00AF\u00FD\u200E\u00FE\u200F";

    private static readonly FrozenDictionary<string, Charset> ByLabel = Build();

    /// <summary>
    /// Gets an encoding from a label: any case, white space around it ignored; null for no such label.
    /// </summary>
    public static Charset? Find(ReadOnlySpan<byte> label)
    {
        while (!label.IsEmpty && HtmlBytes.IsSpace(label[0]))
        {
            label = label[1..];
        }

        while (!label.IsEmpty && HtmlBytes.IsSpace(label[^1]))
        {
            label = label[..^1];
        }

        if (label.IsEmpty || label.Length > MaxLabelLength)
        {
            return null;
        }

        Span<char> lower = stackalloc char[MaxLabelLength];
        for (int i = 0; i < label.Length; i++)
        {
            lower[i] = (char)HtmlBytes.Lower(label[i]);
        }

        return ByLabel.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(lower[..label.Length], out Charset? found)
            ? found : null;
    }

    private static FrozenDictionary<string, Charset> Build()
    {
        var labels = new Dictionary<string, Charset>();
        void Add(Charset charset, string names)
        {
            foreach (string name in names.Split(' '))
            {
                labels.Add(name, charset);
            }
        }

        Add(Charset.Utf8, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8");
        Add(Charset.SingleByte("ibm866", 866), "866 cp866 csibm866 ibm866");
        Add(Charset.SingleByte("iso-8859-2", 28592),
            "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2");
        Add(Charset.SingleByte("iso-8859-3", 28593),
            "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3");
        Add(Charset.SingleByte("iso-8859-4", 28594),
            "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4");
        Add(Charset.SingleByte("iso-8859-5", 28595),
            "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988");
        Add(Charset.SingleByte("iso-8859-6", 28596),
            "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i "
                + "iso-ir-127 iso8859-6 "
            + "iso88596 iso_8859-6 iso_8859-6:1987");
        Add(Charset.SingleByte("iso-8859-7", 28597, Greek2003),
            "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
                + "iso_8859-7:1987 sun_eu_greek");
        Add(Charset.SingleByte("iso-8859-8", 28598, Hebrew),
            "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
                + "iso_8859-8:1988 visual");
        Add(Charset.SingleByte("iso-8859-8-i", 28598, Hebrew), "csiso88598i iso-8859-8-i logical");
        Add(Charset.SingleByte("iso-8859-10", Iso10),
            "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6");
        Add(Charset.SingleByte("iso-8859-13", 28603), "iso-8859-13 iso8859-13 iso885913");
        Add(Charset.SingleByte("iso-8859-14", Iso14), "iso-8859-14 iso8859-14 iso885914");
        Add(Charset.SingleByte("iso-8859-15", 28605), "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9");
        Add(Charset.SingleByte("iso-8859-16", Iso16), "iso-8859-16");
        Add(Charset.SingleByte("koi8-r", 20866), "cskoi8r koi koi8 koi8-r koi8_r");
        Add(Charset.SingleByte("koi8-u", 21866), "koi8-ru koi8-u");
        Add(Charset.SingleByte("macintosh", 10000, "\u00BD\u03A9"), "csmacintosh mac macintosh x-mac-roman");
        Add(Charset.SingleByte("windows-874", 874), "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874");
        Add(Charset.SingleByte("windows-1250", 1250), "cp1250 windows-1250 x-cp1250");
        Add(Charset.SingleByte("windows-1251", 1251), "cp1251 windows-1251 x-cp1251");
        Add(Charset.Windows1252,
            "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
                + "iso_8859-1 iso_8859-1:1987 l1 "
            + "latin1 us-ascii windows-1252 x-cp1252");
        Add(Charset.SingleByte("windows-1253", 1253), "cp1253 windows-1253 x-cp1253");
        Add(Charset.SingleByte("windows-1254", 1254),
            "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
                + "windows-1254 x-cp1254");
        Add(Charset.SingleByte("windows-1255", 1255), "cp1255 windows-1255 x-cp1255");
        Add(Charset.SingleByte("windows-1256", 1256), "cp1256 windows-1256 x-cp1256");
        Add(Charset.SingleByte("windows-1257", 1257), "cp1257 windows-1257 x-cp1257");
        Add(Charset.SingleByte("windows-1258", 1258), "cp1258 windows-1258 x-cp1258");
        Add(Charset.SingleByte("x-mac-cyrillic", 10007, "\u00A2\u0490\u00B6\u0491\u00FF\u20AC"),
            "x-mac-cyrillic x-mac-ukrainian");
        Add(new Charset("gbk", 54936),
            "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk");
        Add(new Charset("gb18030", 54936), "gb18030");
        Add(new Charset("big5", 950), "big5 big5-hkscs cn-big5 csbig5 x-x-big5");
        Add(new Charset("euc-jp", 51932), "cseucpkdfmtjapanese euc-jp x-euc-jp");
        Add(new Charset("iso-2022-jp", 50221), "csiso2022jp iso-2022-jp");
        Add(new Charset("shift_jis", 932), "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis");
        Add(new Charset("euc-kr", 949),
            "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
                + "windows-949");
        Add(Charset.Replacement, "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement");
        Add(Charset.Utf16BigEndian, "unicodefffe utf-16be");
        Add(Charset.Utf16LittleEndian, "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le");
        Add(Charset.UserDefined, "x-user-defined");
        return labels.ToFrozenDictionary();
    }
}
