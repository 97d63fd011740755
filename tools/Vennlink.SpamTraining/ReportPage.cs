using System.Globalization;
using System.Text;
using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>Writes the page of figures about a model.</summary>
internal sealed class ReportPage(LabelledSites labels, Evaluation evaluation, SpamModel model, LabelledChecks? checks,
    string plot)
{
    private const int StrongestCount = 10;
    private const int ExamplesOfAKind = 5;
    private const int ExampleParts = 4;

    private readonly StringBuilder _text = new();
    private readonly LabelledSite[] _sites = labels.Sites;
    private readonly SpamScorer _scorer = new(model, SpamLists.None);

    /// <summary>The page, Markdown.</summary>
    public string Text()
    {
        _text.Append("# Spam score: figures\n\nWritten by `tools/Vennlink.SpamTraining`; what they mean is in docs/spam-score.md.\n\n");
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
        _text.Append(
            "## Labels\n\n| list | spam | clean | comparable spam | comparable clean |\n|---|---|---|---|---|\n");
        foreach (IGrouping<string, LabelledSite> source in _sites.GroupBy(site => site.Source)
            .OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            Line($"| {source.Key} | {source.Count(site => site.IsSpam)} | {source.Count(site => !site.IsSpam)} | {source.Count(site => site.IsSpam && site.IsComparable)} | {source.Count(site => !site.IsSpam && site.IsComparable)} |");
        }

        Line($"\n{_sites.Length:N0} sites in {labels.FamilyCount:N0} families of near-duplicate names. *Comparable*: under a top-level domain that is of no country and was sold before 2013. Left out: {labels.LeftOut}.\n");
    }

    private void Aucs()
    {
        TrainingOptions own = evaluation.Options;
        bool hasEvidence = own.Evidence.Count > 0;
        TrainingOptions alone =
            own with { UsesNameCounts = false, TopLevelDomains = TopLevelDomainUse.None, Words = [], Evidence = [] };
        _text.Append("## AUC on sites not learned from\n\nThe chance that of a spam and a clean site the spam has the higher score. Five parts, each scored by a model fitted to the other four, surprises and weights alike. *By family*: near-duplicate names stand in one part.\n\n| model | all | comparable | com |\n|---|---|---|---|\n");
        AucRow[] rows =
        [
            evaluation.Own("**the model, by family**"),
            evaluation.Other("the model, parts at random", own, byFamily: false),
            .. hasEvidence ? (AucRow[])[evaluation.Other("names alone", own with { Evidence = [] }),
                evaluation.Other("pages and links alone", alone with { Evidence = own.Evidence })] : [],
            evaluation.Other("without top-level domains", own with { TopLevelDomains = TopLevelDomainUse.None }),
            .. own.Words is { Count: 0 } ? (AucRow[])[] : [evaluation.Other("without words", own with { Words = [] })],
            .. own.Words is null ? (AucRow[])[]
                : [evaluation.Other("words chosen by the fit", own with { Words = null })],
            .. own.Words is { Count: 0 } ? (AucRow[])[]
                : [evaluation.Other("words alone", alone with { Words = own.Words })],
            evaluation.Other("with weights for countries, and no bound for top-level domains",
                own with { TopLevelDomains = TopLevelDomainUse.All }),
            evaluation.Other("top-level domain alone, countries included",
                alone with { TopLevelDomains = TopLevelDomainUse.All }),
            evaluation.Trees("boosted trees (FastTree), same inputs, countries included"),
            evaluation.Number("length alone", site => Feature(SpamFeature.NameLength, site)),
            evaluation.Number("hyphens alone", site => Feature(SpamFeature.NameHyphens, site)),
            evaluation.Number("digits alone", site => Feature(SpamFeature.NameDigits, site)),
            evaluation.Number("surprise alone", site => Feature(SpamFeature.NameSurprise, site)),
            .. own.Evidence.Select(feature =>
                evaluation.Number($"{SpamFeatureNames.Of(feature)} alone", site => Feature(feature, site))),
        ];
        foreach (AucRow row in rows)
        {
            Line($"| {row.Name} | {Auc(row.All)} | {Auc(row.Comparable)} | {Auc(row.Com)} |");
        }

        _text.Append(hasEvidence ? "\nA number alone: below 0.5, spam has less of it; where it is not known, it counts as less than none.\n" : "");
        string[] inside = [.. Inside()];
        _text.Append(inside.Length == 0 ? "\n" : $"\nInside one top-level domain: {string.Join(", ", inside)}.\n\n");
    }

    // Nothing to compare, where either label is missing.
    private static string Auc(double auc) => double.IsNaN(auc) ? "–" : auc.ToString("F3", CultureInfo.InvariantCulture);

    private string Judged =>
        evaluation.IsJudgedByAll ? "all sites, since too few are under comparable top-level domains"
        : "sites under comparable top-level domains";

    private IEnumerable<string> Inside() => _sites.CountBy(site => site.TopLevelDomain)
        .Where(domain =>
            domain.Value >= 100 && _sites.Count(site => site.IsSpam && site.TopLevelDomain == domain.Key) >= 40)
        .OrderByDescending(domain => domain.Value).ThenBy(domain => domain.Key, StringComparer.Ordinal)
        .Where(domain => _sites.Any(site => !site.IsSpam && site.TopLevelDomain == domain.Key))
        .Select(domain => string.Create(CultureInfo.InvariantCulture, $"{domain.Key} {evaluation.Auc(site => site.TopLevelDomain == domain.Key):F3} ({_sites.Count(site => site.IsSpam && site.TopLevelDomain == domain.Key)} spam of {domain.Value})"));

    private void Calibration()
    {
        Line($"## Calibration\n\nHeld-out scores of {Judged}, by tenths of the scale; each part is calibrated by the others.\n");
        _text.Append(CultureInfo.InvariantCulture, $"![calibration]({plot})\n\n| score | sites | mean score | labelled spam | 95 % bounds |\n|---|---|---|---|---|\n");
        foreach (CalibrationBin bin in evaluation.Bins)
        {
            (double share, double low, double high) = bin.Observed;
            Line($"| {bin.FromPercent}–{bin.FromPercent + 10} | {bin.SiteCount:N0} | {100 * bin.MeanShare:F1} | {100 * share:F1} % | {100 * low:F1}–{100 * high:F1} % |");
        }

        double error = evaluation.Bins.Sum(bin =>
            bin.SiteCount * Math.Abs(bin.MeanShare - bin.Observed.Share)) / evaluation.Bins.Sum(bin => bin.SiteCount);
        Line($"\nExpected calibration error: {100 * error:F2} points. Slope {evaluation.Slope:F3} and shift {evaluation.Shift:F3} are in the weights.\n");
    }

    private void Strongest()
    {
        _text.Append(CultureInfo.InvariantCulture, $"## Strongest features\n\nBy how much further apart they hold the mean sums of spam and of clean sites, over {Judged}; nats. All of them together: ");
        LabelledSite[] comparable = [.. _sites.Where(evaluation.IsJudged)];
        Dictionary<string, (double Spam, double Clean)> sums = [];
        double spamCount = comparable.Count(site => site.IsSpam);
        double cleanCount = comparable.Length - spamCount;
        foreach (LabelledSite site in comparable)
        {
            // Every site starts from the same.
            foreach (SpamComponent part in _scorer.Explain(new SpamFeatures(site.Key, site.Evidence)).Skip(1))
            {
                string name = part.Name is ModelColumn.Word or ModelColumn.TopLevelDomain
                    ? $"{part.Name} {part.Value}" : part.Name;
                (double spam, double clean) = sums.GetValueOrDefault(name);
                sums[name] = site.IsSpam ? (spam + (part.Contribution / spamCount), clean)
                    : (spam, clean + (part.Contribution / cleanCount));
            }
        }

        Line($"{sums.Values.Sum(sum => sum.Spam - sum.Clean):F3}.\n\n| feature | apart | mean over spam | mean over clean |\n|---|---|---|---|");
        foreach ((string name, (double spam, double clean)) in sums.OrderByDescending(sum =>
            sum.Value.Spam - sum.Value.Clean).Take(StrongestCount))
        {
            Line($"| {name} | {spam - clean:F3} | {spam:F3} | {clean:F3} |");
        }

        _text.Append('\n');
    }

    private void Checks()
    {
        if (checks is null)
        {
            return;
        }

        _text.Append("## Lists that nothing was learned from\n\n| list | value | sites | median score | above 30 | above 60 |\n|---|---|---|---|---|---|\n");
        foreach (IGrouping<string, (LabelledSite Site, string Value)> group in checks.Rows.GroupBy(row => row.Value)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            int[] scores =
                [.. group.Select(row => (int)_scorer.Score(new SpamFeatures(row.Site.Key, row.Site.Evidence)))
                    .Where(score => score > 0).Order()];
            if (scores.Length > 0)
            {
                Line($"| {checks.Name} | {group.Key} | {scores.Length} | {scores[scores.Length / 2]} | {100.0 * scores.Count(score => score > 30) / scores.Length:F1} % | {100.0 * scores.Count(score => score > 60) / scores.Length:F1} % |");
            }
        }

        _text.Append('\n');
    }

    // Five each of: spam scored highest and lowest, clean scored highest, and whatever comes, spaced evenly over the
    // rest.
    private void Examples()
    {
        _text.Append("## Examples\n\nHeld-out scores, and the parts of the model, which has learned from all sites, that weigh most.\n\n| site | label | score | parts |\n|---|---|---|---|\n");
        int[] order = [.. Enumerable.Range(0, _sites.Length).OrderBy(site => evaluation.Shares[site])
            .ThenBy(site => _sites[site].Name, StringComparer.Ordinal)];
        int[] spam = [.. order.Where(site => _sites[site].IsSpam)];
        int[] clean = [.. order.Where(site => !_sites[site].IsSpam)];
        IEnumerable<int> examples =
        [
            .. Spread(spam[^Part(spam, 20)..]), .. Spread(spam[..Part(spam, 4)]), .. Spread(clean[^Part(clean, 100)..]),
            .. Spread(order),
        ];
        foreach (int site in examples)
        {
            IEnumerable<string> parts = _scorer.Explain(new SpamFeatures(_sites[site].Key, _sites[site].Evidence))
                .Skip(1).Take(ExampleParts)
                .Select(part =>
                    string.Create(
                        CultureInfo.InvariantCulture, $"{part.Name} {part.Value} {part.Contribution:+0.00;−0.00}"));
            Line($"| {_sites[site].Name} | {(_sites[site].IsSpam ? "spam" : "clean")} | {Math.Max(1, 100 * evaluation.Shares[site]):F0} | {string.Join(", ", parts)} |");
        }
    }

    // So many of a label that the examples of a kind are different sites.
    private static int Part(int[] sites, int parts) =>
        Math.Min(sites.Length, Math.Max(ExamplesOfAKind, sites.Length / parts));

    private static IEnumerable<int> Spread(int[] order) => Enumerable.Range(0, ExamplesOfAKind)
        .Select(part => order[((2 * part) + 1) * order.Length / (2 * ExamplesOfAKind)]);

    private double Feature(SpamFeature feature, LabelledSite site) => ModelColumn.ValueOf(feature, site, model);

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
