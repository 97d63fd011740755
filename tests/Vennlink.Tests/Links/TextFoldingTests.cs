using System.Text;
using Vennlink.Links;

namespace Vennlink.Tests.Links;

public sealed class TextFoldingTests
{
    [Theory]
    [InlineData("Café  Résumé ", "cafe resume")]
    [InlineData("CAFE\u0301", "cafe")]
    [InlineData("\u00A0a\t\nb\u3000c\u200B", "a b c")]
    [InlineData("Straße STRAẞE", "strasse strasse")]
    [InlineData("Łódź Ærø œuvre Đà Nẵng", "lodz aero oeuvre da nang")]
    [InlineData("İstanbul ışık", "istanbul isik")]
    [InlineData("ﬁne ｆｕｌｌ 𝗕𝗼𝗹𝗱 ①²", "fine full bold 12")]
    [InlineData("ΆΝΕΜΟΣ άνεμος", "ανεμοσ ανεμοσ")]
    [InlineData("ЁЖ Йод", "еж иод")]
    [InlineData("ガ ｶﾞ カ\u3099 が か", "ガ ガ ガ が か")]
    [InlineData("한\u1112\u1161\u11ab", "한한")]
    [InlineData("हिन्दी ไทยที่", "हिन्दी ไทยที่")]
    [InlineData("שָׁלוֹם أَهْلًا", "שלום اهلا")]
    [InlineData("soft\u00ADhyphen a\u200Db\uFE0F", "softhyphen ab")]
    [InlineData("\u0301", "")]
    [InlineData("100 % – “yes”", "100 % – “yes”")]
    public void Texts_that_readers_take_for_the_same_are_equal(string text, string folded) =>
        Assert.Equal(folded, Encoding.UTF8.GetString(TextFolding.Fold(text)));

    [Fact]
    public void Letters_without_their_accents_are_those_of_the_library_of_the_system()
    {
        // Every letter of Latin, Greek and Cyrillic that decomposes into a letter and accents.
        int count = 0;
        for (int code = 0xC0; code < 0x2000; code++)
        {
            string letter = ((char)code).ToString();
            string parts = letter.Normalize(NormalizationForm.FormD);
            bool isAccented = char.IsLetter((char)code) && parts.Length > 1
                && parts.Skip(1).All(mark => mark is >= '\u0300' and <= '\u036F') && (code < 0x530 || code >= 0x1E00);
            if (isAccented)
            {
                count++;

                // The iota below a vowel is a letter of its own to Unicode.
                string plain = parts[..1] + (parts.Contains('\u0345', StringComparison.Ordinal) ? "ι" : "");
                Assert.Equal(Encoding.UTF8.GetString(TextFolding.Fold(plain)),
                    Encoding.UTF8.GetString(TextFolding.Fold(letter)));
                Assert.Equal(TextFolding.Fold(letter), TextFolding.Fold(parts));
            }
        }

        Assert.InRange(count, 700, 1200);
    }

    [Fact]
    public void What_is_folded_stays_as_it_is_and_ill_formed_bytes_are_no_failure()
    {
        Random random = new(1);
        ByteListReader once = new();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            string text = random.Next(2) == 0 ? Encoding.UTF8.GetString(bytes)
                : string.Concat(Enumerable.Range(0, 6).Select(_ => ((char)random.Next(0x20, 0x3100)).ToString()));
            byte[] folded = once.Fold(Encoding.UTF8.GetBytes(text));
            Assert.True(folded.AsSpan().SequenceEqual(once.Fold(folded)), text + " " + Convert.ToHexString(folded));
            _ = once.Fold(bytes);
        }
    }

    private sealed class ByteListReader
    {
        private readonly Vennlink.Storage.Bytes.ByteList _list = new();

        public byte[] Fold(byte[] text)
        {
            _list.Clear();
            TextFolding.Fold(text, _list);
            return _list.Span.ToArray();
        }
    }
}
