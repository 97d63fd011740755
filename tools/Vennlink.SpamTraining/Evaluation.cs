using System.Text;
using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>
/// Scores every site by a model that has not learned from it or from its family, and says how good that is.
/// </summary>
/// <remarks>Scores are those of the product's own scorer, from the text of a model.</remarks>
internal sealed class Evaluation
{
    private const int BinCount = 10;
    private const int LeastComparable = 50;

    private readonly LabelledSite[] _sites;
    private readonly TrainingOptions _options;
    private readonly int[] _families;

    public Evaluation(LabelledSite[] sites, TrainingOptions options)
    {
        _sites = sites;
        _options = options;
        _families = Split.Families(sites);
        bool hasComparable = Math.Min(sites.Count(site => site.IsComparable && site.IsSpam),
            sites.Count(site => site.IsComparable && !site.IsSpam)) >= LeastComparable;
        IsJudgedByAll = !hasComparable;
        double[] logits = HeldOut(options, _families);
        (Slope, Shift) = Measures.Calibrate([.. Judged(logits)]);

        // To judge calibration, each part is calibrated by the others.
        Shares = new double[sites.Length];
        for (int part = 0; part < Split.PartCount; part++)
        {
            (double slope, double shift) = Measures.Calibrate([.. Judged(logits, except: part)]);
            for (int site = 0; site < sites.Length; site++)
            {
                if (_families[site] == part)
                {
                    Shares[site] = Measures.Logistic((slope * logits[site]) + shift);
                }
            }
        }

        Bins = [.. Enumerable.Range(0, sites.Length).Where(site => IsJudged(sites[site]))
            .GroupBy(site => Math.Min(BinCount - 1, (int)(Shares[site] * BinCount))).OrderBy(bin => bin.Key)
            .Select(bin =>
                new CalibrationBin(bin.Key * 100 / BinCount, bin.Count(), bin.Count(site => sites[site].IsSpam),
                    bin.Average(site => Shares[site])))];
    }

    /// <summary>
    /// Whether scores are calibrated on all sites, because too few are under comparable top-level domains.
    /// </summary>
    public bool IsJudgedByAll { get; }

    /// <summary>What the model may hold.</summary>
    public TrainingOptions Options => _options;

    /// <summary>What logits are multiplied with, found on held-out sites that are judged.</summary>
    public double Slope { get; }

    /// <summary>What is added to them.</summary>
    public double Shift { get; }

    /// <summary>Held-out share of spam that each site is given.</summary>
    public double[] Shares { get; }

    /// <summary>Tenths of the scale that have judged sites.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>
    /// Whether scores are calibrated on a site: on those under comparable top-level domains, or on all.
    /// </summary>
    public bool IsJudged(LabelledSite site) => site.IsComparable || IsJudgedByAll;

    /// <summary>AUC of the model, near-duplicates on one side, on sites that are chosen.</summary>
    public double Auc(Func<LabelledSite, bool> where) => Measures.Auc(Where(Shares, where));

    /// <summary>
    /// Held-out AUC of a model of other options, on all sites and on those under comparable top-level domains.
    /// </summary>
    public AucRow Other(string name, TrainingOptions options, bool byFamily = true) =>
        Row(name, HeldOut(options, byFamily ? _families : Split.Random(_sites)));

    /// <summary>Held-out AUC of the model itself.</summary>
    public AucRow Own(string name) => Row(name, Shares);

    /// <summary>AUC of a single number, nothing learned.</summary>
    public AucRow Number(string name, Func<LabelledSite, double> value) => Row(name, [.. _sites.Select(value)]);

    /// <summary>Held-out AUC of boosted trees over the same inputs.</summary>
    public AucRow Trees(string name)
    {
        double[] scores = new double[_sites.Length];
        for (int part = 0; part < Split.PartCount; part++)
        {
            int[] scored = [.. Enumerable.Range(0, _sites.Length).Where(site => _families[site] == part)];
            double[] given = SpamFit.Trees([.. _sites.Where((_, site) => _families[site] != part)],
                [.. scored.Select(site => _sites[site])], _options);
            foreach ((int index, int site) in scored.Index())
            {
                scores[site] = given[index];
            }
        }

        return Row(name, scores);
    }

    private AucRow Row(string name, double[] scores) =>
        new(name, Measures.Auc(Where(scores, _ => true)), Measures.Auc(Where(scores, site => site.IsComparable)),
            Measures.Auc(Where(scores, site => site.TopLevelDomain == "com")));

    private double[] HeldOut(TrainingOptions options, int[] parts)
    {
        double[] logits = new double[_sites.Length];
        for (int part = 0; part < Split.PartCount; part++)
        {
            string text = SpamFit.Logistic([.. _sites.Where((_, site) => parts[site] != part)], options);
            SpamScorer scorer = new(SpamModel.Parse(Encoding.UTF8.GetBytes(text)), SpamLists.None);
            for (int site = 0; site < _sites.Length; site++)
            {
                if (parts[site] == part)
                {
                    scorer.TrySum(new SpamFeatures(_sites[site].Key, _sites[site].Evidence), out int sum);
                    logits[site] = (double)sum / SpamModel.WeightsPerNat;
                }
            }
        }

        return logits;
    }

    private IEnumerable<(double Score, bool IsSpam)> Judged(double[] logits, int except = -1) =>
        Enumerable.Range(0, _sites.Length).Where(site => IsJudged(_sites[site]) && _families[site] != except)
            .Select(site => (logits[site], _sites[site].IsSpam));

    private IEnumerable<(double Score, bool IsSpam)> Where(double[] scores, Func<LabelledSite, bool> where) =>
        Enumerable.Range(0, _sites.Length).Where(site => where(_sites[site]))
            .Select(site => (scores[site], _sites[site].IsSpam));
}
