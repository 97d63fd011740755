using System.Globalization;
using System.Text;
using Vennlink.Links;

namespace Vennlink.Tests.Links;

/// <summary>What pages write as their language, and the code it is.</summary>
public sealed class LanguageCodeTests
{
    [Theory]
    [InlineData("en", "en")]
    [InlineData(" EN_us ", "en")]
    [InlineData("en-Latn-GB-x-private", "en")]
    [InlineData("eng", "en")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("iw", "he")]
    [InlineData("ger", "de")]
    [InlineData("haw", "haw")]
    [InlineData("und", "und")]
    [InlineData("", "und")]
    [InlineData("-en", "und")]
    [InlineData("english", "und")]
    [InlineData("xx", "und")]
    [InlineData("ut\u00e9", "und")]
    [InlineData("e1", "und")]
    public void A_tag_is_its_first_subtag(string tag, string expected) =>
        Assert.Equal(expected, LanguageCode.ToText(LanguageCode.Of(Encoding.UTF8.GetBytes(tag))));

    [Fact]
    public void Every_language_of_the_runtime_has_the_code_of_its_two_or_three_letters()
    {
        string[] replaced = ["iw", "in", "ji", "jw", "mo", "sh"];
        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.NeutralCultures))
        {
            string two = culture.TwoLetterISOLanguageName;
            if (two.Length == 2 && two != "iv" && !replaced.Contains(two))
            {
                Assert.Equal(two, Folded(two));
                string three = Folded(culture.ThreeLetterISOLanguageName);
                Assert.True(three == two || three.Length == 3, $"{culture.ThreeLetterISOLanguageName} is {three}");
            }
            else if (two.Length == 3)
            {
                Assert.Equal(two, Folded(two));
            }
        }
    }

    [Fact]
    public void A_header_says_something_only_when_it_names_one_language()
    {
        Assert.Equal("de", LanguageCode.ToText(LanguageCode.OfHeader("de-CH"u8)));
        Assert.Equal(LanguageCode.Unknown, LanguageCode.OfHeader("de, fr"u8));
    }

    private static string Folded(string tag) => LanguageCode.ToText(LanguageCode.Of(Encoding.ASCII.GetBytes(tag)));
}
