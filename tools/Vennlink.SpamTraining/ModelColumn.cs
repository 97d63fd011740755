using System.Globalization;
using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>
/// One input of the fit, which becomes one line of the model: a step of a feature, a top-level domain, or a word.
/// </summary>
/// <param name="Kind">Name of the feature, <c>tld</c> or <c>word</c>.</param>
/// <param name="Text">Where the step starts, the top-level domain, or the word.</param>
internal sealed record ModelColumn(string Kind, string Text)
{
    /// <summary>Kind of a top-level domain.</summary>
    public const string TopLevelDomain = "tld";

    /// <summary>Kind of a word.</summary>
    public const string Word = "word";

    private readonly int _from = int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
        ? from : 0;
    private readonly SpamFeature? _feature = SpamFeatureNames.TryParse(Kind, out SpamFeature feature) ? feature : null;

    /// <summary>The feature of a step; null for another kind.</summary>
    public SpamFeature? Feature => _feature;

    /// <summary>Where the step starts.</summary>
    public int From => _from;

    /// <summary>
    /// Value for a site. A step is 1 from its start on, whatever the steps above it, so that the fit draws neighbouring
    /// steps together; how often a word stands in the name.
    /// </summary>
    public float Value(LabelledSite site, SpamModel surprises) => Kind switch
    {
        TopLevelDomain => site.TopLevelDomain == Text ? 1 : 0,
        Word => Count(site.Padded),
        _ => ValueOf(_feature!.Value, site, surprises) >= _from ? 1 : 0,
    };

    /// <summary>Value of a feature of a site.</summary>
    public static byte ValueOf(SpamFeature feature, LabelledSite site, SpamModel surprises)
    {
        if (feature >= SpamFeature.Pages)
        {
            return site.Evidence[feature];
        }

        if (!DomainName.TryRead(site.Key, stackalloc byte[DomainName.BufferBytes], out DomainName name))
        {
            return 0;
        }

        return feature switch
        {
            SpamFeature.NameLength => (byte)name.Length,
            SpamFeature.NameDigits => (byte)name.DigitCount,
            SpamFeature.NameHyphens => (byte)name.HyphenCount,
            SpamFeature.NameConsonants => (byte)name.ConsonantRun,
            SpamFeature.NameVowels => (byte)name.VowelRun,
            _ => surprises.Surprise(name),
        };
    }

    private int Count(string padded)
    {
        int count = 0;
        for (int at = padded.IndexOf(Text, StringComparison.Ordinal); at >= 0; at =
            padded.IndexOf(Text, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
