using System.Globalization;
using System.Text;
using Vennlink.Ranking;

namespace Vennlink.SpamTraining;

/// <summary>Writes the page of figures about a model.</summary>
internal sealed class ReportPage(
    LabelFiles files, LabelledSite[] sites, int familyCount, Evaluation evaluation, SpamModel model, IReadOnlyList<(LabelledSite Site, string Value)> checks, string plot)
{
    private const int StrongestCount = 10;
    private const int ExamplesOfAKind = 5;
    private const int ExampleParts = 4;

    private readonly StringBuilder _text = new();
    private readonly SpamScorer _scorer = new(model, SpamLists.None);

    /// <summary>The page, Markdown.</summary>
    public string Text()
    {
        _text.Append("# Spam score: figures\n\nWritten by `tools/Vennlink.SpamTraining`; what they mean is in [docs/spam-score.md](../../../docs/spam-score.md).\n\n");
        Labels();
        Aucs();
        Calibration();
        Strongest();
        Checks();
        Examples();
        return _text.ToString();
    }

    private void Labels()
    {
        _text.Append("## Labels\n\n| list | spam | clean | comparable spam | comparable clean |\n|---|---|---|---|---|\n");
        foreach (IGrouping<string, LabelledSite> source in sites.GroupBy(site => site.Source).OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            Line($"| {source.Key} | {source.Count(site => site.IsSpam)} | {source.Count(site => !site.IsSpam)} | {source.Count(site => site.IsSpam && site.IsComparable)} | {source.Count(site => !site.IsSpam && site.IsComparable)} |");
        }

        Line($"\n{sites.Length:N0} sites in {familyCount:N0} families of near-duplicate names. *Comparable*: under a top-level domain that is of no country and was sold before 2013. Left out: {files.Contradicted.Count} labelled both ways ({string.Join(", ", files.Contradicted.Order(StringComparer.Ordinal))}), {files.Nameless[1]} spam and {files.Nameless[0]} clean whose name says nothing to the score (encoded, one or two characters, an address), {files.Malformed} lines that are no site.\n");
    }

    private void Aucs()
    {
        TrainingOptions own = evaluation.Options;
        _text.Append("## AUC on sites not learned from\n\nFive parts, each scored by a model fitted to the other four, surprises and weights alike. *By family*: near-duplicate names stand in one part.\n\n| model | all | comparable | com |\n|---|---|---|---|\n");
        AucRow[] rows =
        [
            evaluation.Own("**as shipped, by family**"),
            evaluation.Other("as shipped, parts at random", own, byFamily: false),
            evaluation.Other("without top-level domains", own with { TopLevelDomains = TopLevelDomainUse.None }),
            evaluation.Other("without words", own with { Words = [] }),
            evaluation.Other("words chosen by the fit", own with { Words = null }),
            evaluation.Other("words alone", own with { UsesNameCounts = false, TopLevelDomains = TopLevelDomainUse.None }),
            evaluation.Other("with weights for countries, and no bound for top-level domains", own with { TopLevelDomains = TopLevelDomainUse.All }),
            evaluation.Other("top-level domain alone, countries included", own with { TopLevelDomains = TopLevelDomainUse.All, UsesNameCounts = false, Words = [] }),
            evaluation.Trees("boosted trees (FastTree), same inputs, countries included"),
            evaluation.Number("length alone", site => Feature(SpamFeature.NameLength, site)),
            evaluation.Number("hyphens alone", site => Feature(SpamFeature.NameHyphens, site)),
            evaluation.Number("digits alone", site => Feature(SpamFeature.NameDigits, site)),
            evaluation.Number("surprise alone", site => Feature(SpamFeature.NameSurprise, site)),
            .. own.Evidence.Count == 0 ? (AucRow[])[] : [evaluation.Other("names alone", own with { Evidence = [] }), evaluation.Other("pages and links alone", own with { UsesNameCounts = false, TopLevelDomains = TopLevelDomainUse.None, Words = [] })],
            .. own.Evidence.Select(feature => evaluation.Number($"{SpamFeatureNames.Of(feature)} alone", site => Feature(feature, site))),
        ];
        foreach (AucRow row in rows)
        {
            Line($"| {row.Name} | {row.All:F3} | {row.Comparable:F3} | {row.Com:F3} |");
        }

        Line($"\nInside one top-level domain, as shipped: {string.Join(", ", Inside())}.\n");
    }

    private IEnumerable<string> Inside() => sites.CountBy(site => site.TopLevelDomain)
        .Where(domain => domain.Value >= 100 && sites.Count(site => site.IsSpam && site.TopLevelDomain == domain.Key) >= 40)
        .OrderByDescending(domain => domain.Value).ThenBy(domain => domain.Key, StringComparer.Ordinal)
        .Where(domain => sites.Any(site => !site.IsSpam && site.TopLevelDomain == domain.Key))
        .Select(domain => string.Create(CultureInfo.InvariantCulture, $"{domain.Key} {evaluation.Auc(site => site.TopLevelDomain == domain.Key):F3} ({sites.Count(site => site.IsSpam && site.TopLevelDomain == domain.Key)} spam of {domain.Value})"));

    private void Calibration()
    {
        _text.Append("## Calibration\n\nHeld-out scores of sites under comparable top-level domains, by tenths of the scale; each part is calibrated by the others.\n\n");
        _text.Append(CultureInfo.InvariantCulture, $"![calibration]({plot})\n\n| score | sites | mean score | labelled spam | 95 % bounds |\n|---|---|---|---|---|\n");
        foreach (CalibrationBin bin in evaluation.Bins)
        {
            (double share, double low, double high) = bin.Observed;
            Line($"| {bin.FromPercent}–{bin.FromPercent + 10} | {bin.SiteCount:N0} | {100 * bin.MeanShare:F1} | {100 * share:F1} % | {100 * low:F1}–{100 * high:F1} % |");
        }

        double error = evaluation.Bins.Sum(bin => bin.SiteCount * Math.Abs(bin.MeanShare - bin.Observed.Share)) / evaluation.Bins.Sum(bin => bin.SiteCount);
        Line($"\nExpected calibration error: {100 * error:F2} points. Slope {evaluation.Slope:F3} and shift {evaluation.Shift:F3} are in the weights.\n");
    }

    private void Strongest()
    {
        _text.Append("## Strongest features\n\nBy how much further apart they hold the mean sums of spam and clean sites under comparable top-level domains; nats. All of them together: ");
        LabelledSite[] comparable = [.. sites.Where(evaluation.IsJudged)];
        Dictionary<string, (double Spam, double Clean)> sums = [];
        double spamCount = comparable.Count(site => site.IsSpam);
        double cleanCount = comparable.Length - spamCount;
        foreach (LabelledSite site in comparable)
        {
            foreach (SpamComponent part in _scorer.Explain(new SpamFeatures(site.Key, site.Evidence)))
            {
                string name = part.Name is ModelColumn.Word or ModelColumn.TopLevelDomain ? $"{part.Name} {part.Value}" : part.Name;
                (double spam, double clean) = sums.GetValueOrDefault(name);
                sums[name] = site.IsSpam ? (spam + (part.Contribution / spamCount), clean) : (spam, clean + (part.Contribution / cleanCount));
            }
        }

        Line($"{sums.Values.Sum(sum => sum.Spam - sum.Clean):F3}.\n\n| feature | apart | mean over spam | mean over clean |\n|---|---|---|---|");
        foreach ((string name, (double spam, double clean)) in sums.OrderByDescending(sum => sum.Value.Spam - sum.Value.Clean).Take(StrongestCount))
        {
            Line($"| {name} | {spam - clean:F3} | {spam:F3} | {clean:F3} |");
        }

        _text.Append('\n');
    }

    private void Checks()
    {
        if (checks.Count == 0)
        {
            return;
        }

        _text.Append("## Lists that nothing was learned from\n\n| list | value | sites | median score | above 30 | above 60 |\n|---|---|---|---|---|---|\n");
        foreach (IGrouping<(string, string), (LabelledSite Site, string Value)> group in checks.GroupBy(row => (Path.GetFileName(row.Site.Source), row.Value)).OrderBy(group => group.Key.Item2, StringComparer.Ordinal))
        {
            int[] scores = [.. group.Select(row => (int)_scorer.Score(new SpamFeatures(row.Site.Key, default))).Where(score => score > 0).Order()];
            if (scores.Length > 0)
            {
                Line($"| {group.Key.Item1} | {group.Key.Item2} | {scores.Length} | {scores[scores.Length / 2]} | {100.0 * scores.Count(score => score > 30) / scores.Length:F1} % | {100.0 * scores.Count(score => score > 60) / scores.Length:F1} % |");
            }
        }

        _text.Append('\n');
    }

    // Five each of: spam scored highest and lowest, clean scored highest, and whatever comes, spaced evenly over the rest.
    private void Examples()
    {
        _text.Append("## Examples\n\nHeld-out scores, and the parts of the shipped model that weigh most.\n\n| site | label | score | parts |\n|---|---|---|---|\n");
        int[] order = [.. Enumerable.Range(0, sites.Length).OrderBy(site => evaluation.Shares[site]).ThenBy(site => sites[site].Name, StringComparer.Ordinal)];
        int[] spam = [.. order.Where(site => sites[site].IsSpam)];
        int[] clean = [.. order.Where(site => !sites[site].IsSpam)];
        IEnumerable<int> examples =
        [
            .. Spread(spam[^(spam.Length / 20)..]), .. Spread(spam[..(spam.Length / 4)]), .. Spread(clean[^(clean.Length / 100)..]), .. Spread(order),
        ];
        foreach (int site in examples)
        {
            IEnumerable<string> parts = _scorer.Explain(new SpamFeatures(sites[site].Key, sites[site].Evidence)).Skip(1).Take(ExampleParts)
                .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Value} {part.Contribution:+0.00;−0.00}"));
            Line($"| {sites[site].Name} | {(sites[site].IsSpam ? "spam" : "clean")} | {Math.Max(1, 100 * evaluation.Shares[site]):F0} | {string.Join(", ", parts)} |");
        }
    }

    private static IEnumerable<int> Spread(int[] order) => Enumerable.Range(0, ExamplesOfAKind).Select(part => order[((2 * part) + 1) * order.Length / (2 * ExamplesOfAKind)]);

    private double Feature(SpamFeature feature, LabelledSite site) => ModelColumn.ValueOf(feature, site, model);

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
