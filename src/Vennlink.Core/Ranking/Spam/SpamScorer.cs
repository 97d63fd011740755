using System.Globalization;
using System.Text;

namespace Vennlink.Ranking.Spam;

/// <summary>Gives root domains their spam scores. Immutable, thread-safe, allocates nothing for a score.</summary>
/// <remarks>
/// 1–100: the share, in percent, of sites with such a sum of weights that were labelled as spam where the model was
/// trained; see docs/spam-score.md. −1 where there is not enough evidence: a name that says nothing (<see
/// cref="DomainName.TryRead"/>) and no page or graph that the model has weights for. Sites on a block list have 100, on
/// an allow list 1, whatever the model says. Whole numbers throughout: the same score on every machine.
/// </remarks>
/// <param name="model">Weights.</param>
/// <param name="lists">Sites whose score a person has decided.</param>
internal sealed class SpamScorer(SpamModel model, SpamLists lists)
{
    private const sbyte NotEnoughEvidence = -1;
    private const int MinScore = 1;
    private const int MaxScore = 100;

    // Sums below the first have the least score, those from the second on the highest.
    private static readonly int FirstSum = FirstSumAbove(MinScore) - 1;
    private static readonly int LastSum = FirstSumAbove(MaxScore - 1);
    private static readonly sbyte[] Scores = MakeScores();

    /// <summary>A scorer with the model this build was shipped with, and no lists.</summary>
    public static SpamScorer Default { get; } = new(SpamModel.Embedded, SpamLists.None);

    /// <summary>Weights.</summary>
    public SpamModel Model => model;

    /// <summary>Sites whose score a person has decided.</summary>
    public SpamLists Lists => lists;

    /// <summary>Scores a root domain: 1–100, or −1.</summary>
    public sbyte Score(in SpamFeatures features)
    {
        if (!lists.IsEmpty && lists.Find(features.RootDomainKey) is { } decided)
        {
            return (sbyte)(decided ? MaxScore : MinScore);
        }

        return TrySum(features, out int sum) ? OfSum(sum) : NotEnoughEvidence;
    }

    /// <summary>
    /// The parts that a score is the sum of, the weightiest first; what weighs nothing is left out. For a site on a
    /// list, the list alone; empty for −1.
    /// </summary>
    public IReadOnlyList<SpamComponent> Explain(in SpamFeatures features)
    {
        if (lists.Find(features.RootDomainKey) is { } decided)
        {
            string list = decided ? "block" : "allow";
            return [new SpamComponent(
                SpamComponent.ListName, list, 0, $"The site is on the {list} list of this index.")];
        }

        if (Score(features) == NotEnoughEvidence)
        {
            return [];
        }

        List<SpamComponent> parts = [];
        Span<byte> buffer = stackalloc byte[DomainName.BufferBytes];
        if (DomainName.TryRead(features.RootDomainKey, buffer, out DomainName name))
        {
            AddStep(parts, SpamFeature.NameLength, (byte)name.Length);
            AddStep(parts, SpamFeature.NameDigits, (byte)name.DigitCount);
            AddStep(parts, SpamFeature.NameHyphens, (byte)name.HyphenCount);
            AddStep(parts, SpamFeature.NameConsonants, (byte)name.ConsonantRun);
            AddStep(parts, SpamFeature.NameVowels, (byte)name.VowelRun);
            AddStep(parts, SpamFeature.NameSurprise, model.Surprise(name));
            string topLevelDomain = Encoding.ASCII.GetString(name.TopLevelDomain);
            Add(parts, "tld", topLevelDomain, model.TopLevelDomain(name.TopLevelDomain),
                $"The top-level domain is {topLevelDomain}.");
            model.Words(name, (word, weight) =>
                Add(parts, "word", word, weight,
                    $"The name holds '{word}'; a hyphen stands for an end of the name, too."));
        }

        foreach (SpamFeature feature in model.EvidenceFeatures)
        {
            AddStep(parts, feature, features.Evidence[feature]);
        }

        parts.Sort((one, other) => Math.Abs(other.Contribution) != Math.Abs(one.Contribution)
            ? Math.Abs(other.Contribution).CompareTo(Math.Abs(one.Contribution))
            : string.CompareOrdinal(one.Name + one.Value, other.Name + other.Value));
        parts.Insert(
            0, new SpamComponent(
                "start", "", Nats(model.Start), "The log odds of a name for which nothing below counts."));
        return parts;
    }

    /// <summary>Score of a sum of weights: 100 times the logistic function of it, rounded, within 1–100.</summary>
    internal static sbyte OfSum(int sum) => Scores[Math.Clamp(sum, FirstSum, LastSum) - FirstSum];

    /// <summary>The exact bound between a score and the next one, in weights.</summary>
    internal static double LeastSum(int score) =>
        SpamModel.WeightsPerNat * Math.Log((score + 0.5) / (MaxScore - score - 0.5));

    /// <summary>The sum of weights of a root domain, lists left aside.</summary>
    /// <returns>False without enough evidence.</returns>
    internal bool TrySum(in SpamFeatures features, out int sum)
    {
        Span<byte> buffer = stackalloc byte[DomainName.BufferBytes];
        bool hasName = DomainName.TryRead(features.RootDomainKey, buffer, out DomainName name);
        bool hasEvidence = features.Evidence != default && model.EvidenceFeatures.Count > 0;
        sum = model.Start;
        if (hasName)
        {
            sum += model.Step(SpamFeature.NameLength, (byte)name.Length)
                + model.Step(SpamFeature.NameDigits, (byte)name.DigitCount)
                + model.Step(SpamFeature.NameHyphens, (byte)name.HyphenCount)
                + model.Step(SpamFeature.NameConsonants, (byte)name.ConsonantRun)
                + model.Step(SpamFeature.NameVowels, (byte)name.VowelRun)
                + model.Step(SpamFeature.NameSurprise, model.Surprise(name))
                + model.TopLevelDomain(name.TopLevelDomain)
                + model.Words(name);
        }

        sum += hasEvidence ? model.Steps(features.Evidence) : 0;
        return hasName || hasEvidence;
    }

    // ln(p / (1 − p)) at p = (score + 0.5) / 100. None is so near a whole number that the last bit of a logarithm could
    // matter (a test checks).
    private static int FirstSumAbove(int score) => (int)Math.Ceiling(LeastSum(score));

    private static sbyte[] MakeScores()
    {
        sbyte[] scores = new sbyte[LastSum - FirstSum + 1];
        for (int score = MinScore; score <= MaxScore; score++)
        {
            scores.AsSpan(score == MinScore ? 0 : FirstSumAbove(score - 1) - FirstSum).Fill((sbyte)score);
        }

        return scores;
    }

    private void AddStep(List<SpamComponent> parts, SpamFeature feature, byte value)
    {
        (string text, string words) = SpamFeatureNames.Describe(feature, value);
        Add(parts, SpamFeatureNames.Of(feature), text, model.Step(feature, value),
            string.Create(CultureInfo.InvariantCulture, $"{text} {words}."));
    }

    private static void Add(List<SpamComponent> parts, string name, string value, int weight, string words)
    {
        if (weight != 0)
        {
            parts.Add(new SpamComponent(name, value, Nats(weight), words));
        }
    }

    private static double Nats(int weight) => (double)weight / SpamModel.WeightsPerNat;
}

/// <summary>One part of a spam score, for people.</summary>
/// <param name="Name">Feature name as in the model: <c>name_length</c>, <c>tld</c>, <c>word</c>, …; <c>start</c> for
/// what every site starts from, <c>list</c> for a block or allow list.</param>
/// <param name="Value">What was seen: <c>23</c>, <c>xyz</c>, <c>casino</c>.</param>
/// <param name="Contribution">What it adds to the natural logarithm of the odds of spam; above 0 speaks for spam. The
/// sum over all parts gives the score.</param>
/// <param name="Words">The value in words.</param>
public readonly record struct SpamComponent(string Name, string Value, double Contribution, string Words)
{
    /// <summary>Name of the only part of a score that a block or allow list has decided.</summary>
    public const string ListName = "list";
}
