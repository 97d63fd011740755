using System.Text;
using CsCheck;
using Vennlink.Ranking.Spam;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Ranking;

public sealed class SpamScorerTests
{
    private static readonly NaiveSpamScore Naive = NaiveSpamScore.Shipped;

    // Words of the model, hyphens and digits: names in which weights overlap.
    private static readonly Gen<string> Names = GenOf("seo", "hydra", "-", "1", "casino", "e", "porn", "shop", "xbet",
        "qzx", "online", "-", "a").Array[1, 7].Select(string.Concat)
        .Where(name => name.Length <= 63);

    private static readonly Gen<string> TopLevelDomains = GenOf("com", "xyz", "ru", "info", "co.uk", "website");

    [Fact]
    public void A_score_is_that_of_the_model_read_line_by_line() =>
        Gen.Select(Names, TopLevelDomains).Sample((name, topLevelDomain) =>
            Score($"{name}.{topLevelDomain}") == Naive.Of($"{name}.{topLevelDomain}"));

    [Fact]
    public void Real_names_have_the_score_of_the_model_read_line_by_line()
    {
        string[] names = [.. File.ReadLines(SharedData.Require("labels/matomo-referrer-spammers.txt"))
            .Where((name, index) => index % 10 == 0 && name.Count(c => c == '.') == 1)];
        Assert.True(names.Length > 150);
        Assert.All(names, name => Assert.Equal(Naive.Of(name), Score(name)));
    }

    [Theory]
    [InlineData("com")]
    [InlineData("ab.com")]
    [InlineData("xn--80ahdheogk5l.xn--p1ai")]
    [InlineData("192.0.2.1")]
    [InlineData("[2001:db8::1]")]
    public void A_name_that_says_nothing_has_no_score(string name)
    {
        Assert.Equal(-1, Score(name));
        Assert.Empty(SpamScorer.Default.Explain(Features(Key(name))));
    }

    [Fact]
    public void Scores_are_rounded_percentages_of_the_logistic_function()
    {
        for (int sum = -12_000; sum <= 12_000; sum++)
        {
            double percent = 100 / (1 + Math.Exp(-sum / 1000.0));
            Assert.Equal(Math.Clamp((int)Math.Floor(percent + 0.5), 1, 100), SpamScorer.OfSum(sum));
        }

        Assert.Equal(1, SpamScorer.OfSum(int.MinValue));
        Assert.Equal(100, SpamScorer.OfSum(int.MaxValue));
    }

    [Fact]
    public void No_bound_between_scores_is_so_near_a_whole_number_that_it_could_be_another_elsewhere() =>
        Assert.All(Enumerable.Range(1, 99), score =>
            Assert.True(Math.Abs(SpamScorer.LeastSum(score) - Math.Round(SpamScorer.LeastSum(score))) > 1e-6));

    [Fact]
    public void The_parts_of_a_score_add_up_to_it() =>
        Gen.Select(Names, TopLevelDomains).Sample((name, topLevelDomain) =>
        {
            byte[] key = Key($"{name}.{topLevelDomain}");
            IReadOnlyList<SpamComponent> parts = SpamScorer.Default.Explain(Features(key));
            return parts.Count == 0
                ? Score($"{name}.{topLevelDomain}") == -1
                : SpamScorer.OfSum((int)Math.Round(1000 * parts.Sum(part => part.Contribution))) == Score(
                    $"{name}.{topLevelDomain}");
        });

    [Theory]
    [InlineData(SpamFeature.NameHyphens, 1, "1", "hyphen in the name")]
    [InlineData(SpamFeature.NameHyphens, 0, "0", "hyphens in the name")]
    [InlineData(SpamFeature.NameLength, 12, "12", "characters in the name")]
    [InlineData(SpamFeature.TitleLength, 2, "1", "byte in a title, on average")]
    [InlineData(SpamFeature.Pages, 5, "1", "page in the index, at least")]
    [InlineData(SpamFeature.LinkedDomains, 7, "2", "root domains that it has a followed link to, at least")]
    [InlineData(SpamFeature.LinkingDomains, 5, "1", "other root domain that links to it, at least")]
    [InlineData(SpamFeature.LinkingDomains, 9, "3", "other root domains that link to it, at least")]
    [InlineData(SpamFeature.EmptyTitles, 2, "1 %", "of the crawled pages have no title")]
    internal void Values_are_told_in_words_that_fit_the_number(SpamFeature feature, byte value, string text,
        string words) =>
        Assert.Equal((text, words), SpamFeatureNames.Describe(feature, value));

    [Fact]
    public void What_pages_and_graph_say_counts_where_the_model_has_weights_for_it()
    {
        SpamScorer scorer =
            new(SpamModel.Parse(
                Encoding.ASCII.GetBytes($"{SpamModel.Head}\nstart -1\nempty_titles 1 -0.5\nempty_titles 51 2\n")),
                    SpamLists.None);
        byte[] name = Key("example.com");
        byte[] nameless = Key("192.0.2.1");
        SpamEvidence many = default(SpamEvidence).With(SpamFeature.EmptyTitles, SpamEvidence.OfShare(5, 10));
        SpamEvidence few = default(SpamEvidence).With(SpamFeature.EmptyTitles, SpamEvidence.OfShare(1, 10));

        Assert.Equal(27, scorer.Score(Features(name)));
        Assert.Equal(73, scorer.Score(new SpamFeatures(name, many)));
        Assert.Equal(18, scorer.Score(new SpamFeatures(name, few)));
        Assert.Equal(73, scorer.Score(new SpamFeatures(nameless, many)));
        Assert.Equal(-1, scorer.Score(Features(nameless)));
        Assert.Equal(["start", "empty_titles"], scorer.Explain(new SpamFeatures(name, many)).Select(part => part.Name));
        Assert.Equal("50 % of the crawled pages have no title.", scorer.Explain(new SpamFeatures(name, many))[1].Words);
    }

    [Fact]
    public void A_list_decides_whatever_the_model_says()
    {
        SpamScorer scorer =
            new(SpamModel.Embedded, SpamLists.ParseCanonical("example.org\n192.0.2.1"u8, "hydra-casino-seo.xyz"u8));
        Assert.Equal(100, scorer.Score(Features(Key("example.org"))));
        Assert.Equal(100, scorer.Score(Features(Key("192.0.2.1"))));
        Assert.Equal(1, scorer.Score(Features(Key("hydra-casino-seo.xyz"))));
        Assert.Equal(Score("example.com"), scorer.Score(Features(Key("example.com"))));
        Assert.Equal(("list", "block"), scorer.Explain(Features(Key("example.org")))
            .Select(part => (part.Name, part.Value)).Single());
    }

    [Fact]
    public void A_score_allocates_nothing()
    {
        byte[] key = Key("hydra-casino-seo.xyz");
        SpamScorer.Default.Score(Features(key));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            SpamScorer.Default.Score(Features(key));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Counts_are_quantised_upwards_in_quarters_of_a_doubling() =>
        Gen.Long[0, 1L << 40].Sample(count =>
        {
            byte value = SpamEvidence.OfCount(count);
            return SpamEvidence.MinCount(value) <= count
                && count < SpamEvidence.MinCount((byte)(value + 1)) + (count < 4 ? 4 : 0)
                && SpamEvidence.OfCount(count + 1) >= value;
        });

    [Fact]
    public void Lengths_and_shares_fit_into_their_byte()
    {
        Assert.Equal([1, 255, 255, 255], new long[] { 0, 254, 255, 5000 }.Select(SpamEvidence.OfLength));
        Assert.Equal(
            [0, 1, 1, 101], new (long Part, long Whole)[] { (0, 0), (0, 7), (1, 101), (1L << 55, 1L << 55) }.Select(
                share => SpamEvidence.OfShare(share.Part, share.Whole)));
    }

    private static Gen<string> GenOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static SpamFeatures Features(ReadOnlySpan<byte> key) => new(key, default);

    private static int Score(string name) => SpamScorer.Default.Score(Features(Key(name)));

    private static byte[] Key(string name)
    {
        byte[] key = new byte[name.Length + 8];
        return key[..UrlKey.FromCanonical(Encoding.ASCII.GetBytes(name), key)];
    }
}
