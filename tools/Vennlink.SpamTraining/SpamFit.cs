using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>
/// Fits a model to labelled sites: chooses its inputs, fits their weights, and writes them down as
/// <see cref="SpamModel"/> reads them.
/// </summary>
/// <remarks>
/// Everything a model holds is learned here from the sites given, so that a model fitted to a part of them knows
/// nothing of the rest. Fixed seed, one thread.
/// </remarks>
internal static class SpamFit
{
    private const int Seed = 1;
    private const int LeastSitesOfTopLevelDomain = 15;
    private const int LeastFamiliesOfWord = 3;

    // What weighs next to nothing is noise to a reviewer.
    private const double LeastWordWeight = 0.1;
    private const string MostCommonTopLevelDomain = "com";

    private static readonly (SpamFeature Feature, int[] Steps)[] NameSteps =
    [
        (SpamFeature.NameLength, [5, 7, 9, 11, 13, 16, 20, 25, 30]),
        (SpamFeature.NameDigits, [1, 2, 3, 4, 6]),
        (SpamFeature.NameHyphens, [1, 2, 3, 4]),
        (SpamFeature.NameConsonants, [3, 4, 5, 6, 7]),
        (SpamFeature.NameVowels, [2, 3, 4]),
        (SpamFeature.NameSurprise, [50, 55, 60, 64, 68, 72, 76, 80, 88, 96, 112]),
    ];

    // A step for each doubling up to a million.
    private static readonly int[] CountSteps =
        [.. Enumerable.Range(1, 20).Select(doublings => (int)SpamEvidence.OfCount((1L << doublings) - 1))];
    private static readonly int[] ShareSteps =
        [.. new[] { 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100 }.Select(percent =>
            (int)SpamEvidence.OfShare(percent, 100))];
    private static readonly int[] LengthSteps =
        [.. new[] { 10, 20, 30, 40, 60, 80, 120 }.Select(length => (int)SpamEvidence.OfLength(length))];

    /// <summary>Fits a model.</summary>
    /// <param name="sites">Sites to learn from.</param>
    /// <param name="options">What it may hold.</param>
    /// <param name="slope">What the fitted weights are multiplied with, and <paramref name="shift"/> what is added to
    /// the start: found on sites not learned from.</param>
    /// <param name="shift">See <paramref name="slope"/>; nats.</param>
    /// <param name="head">Comment lines that go under the first line.</param>
    /// <returns>The text of the model.</returns>
    public static string Logistic(IReadOnlyList<LabelledSite> sites, TrainingOptions options, double slope = 1,
        double shift = 0, string head = "")
    {
        string surprises = SurpriseTable.Lines(sites);
        SpamModel table = Bare(surprises);
        ModelColumn[] columns = [.. Columns(sites, options, table)];
        if (columns.Length == 0)
        {
            double spam = sites.Count(site => site.IsSpam);
            return Write([], [], Math.Log(spam / (sites.Count - spam)), sites, surprises, slope, shift, head);
        }

        MLContext context = new(Seed);
        var trainer = context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                L1Regularization = options.L1,
                L2Regularization = options.L2,
                NumberOfThreads = 1,
                OptimizationTolerance = 1e-7f,
                MaximumNumberOfIterations = 2000,
                HistorySize = 50,
            });
        LinearBinaryModelParameters fitted = trainer.Fit(Rows(context, sites, columns, table)).Model.SubModel;
        float[] weights = [.. fitted.Weights];
        float start = fitted.Bias + (options.TopLevelDomains == TopLevelDomainUse.Generic
            ? CompareWithCom(columns, weights, sites, options.HighestTopLevelDomainWeight) : 0);
        return Write(columns, weights, start, sites, surprises, slope, shift, head);
    }

    /// <summary>
    /// Scores sites by boosted trees over the same inputs, for comparison; a higher score is more like spam.
    /// </summary>
    public static double[] Trees(IReadOnlyList<LabelledSite> learned, IReadOnlyList<LabelledSite> scored,
        TrainingOptions options)
    {
        SpamModel table = Bare(SurpriseTable.Lines(learned));
        ModelColumn[] columns = [.. Columns(learned, options, table)];
        MLContext context = new(Seed);
        var trainer = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = 300,
            NumberOfLeaves = 16,
            MinimumExampleCountPerLeaf = 20,
            LearningRate = 0.1,
            NumberOfThreads = 1,
            Seed = Seed,
        });
        BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>> model = trainer.Fit(Rows(context, learned, columns, table));
        return [.. model.Transform(Rows(context, scored, columns, table)).GetColumn<float>("Score")
            .Select(score => (double)score)];
    }

    /// <summary>A model that has nothing but a table of surprises.</summary>
    private static SpamModel Bare(string surprises) =>
        SpamModel.Parse(Encoding.ASCII.GetBytes($"{SpamModel.Head}\nstart 0\n{surprises}"));

    private static IEnumerable<ModelColumn> Columns(IReadOnlyList<LabelledSite> sites, TrainingOptions options,
        SpamModel table)
    {
        foreach ((SpamFeature feature, int[] steps) in options.UsesNameCounts ? NameSteps : [])
        {
            foreach (int step in steps)
            {
                yield return Step(feature, step);
            }
        }

        foreach (SpamFeature feature in options.Evidence)
        {
            foreach (int step in StepsOf(feature))
            {
                yield return Step(feature, step);
            }
        }

        IEnumerable<string> topLevelDomains = sites.Where(_ => options.TopLevelDomains != TopLevelDomainUse.None)
            .CountBy(site => site.TopLevelDomain).Where(count => count.Value >= LeastSitesOfTopLevelDomain)
            .Select(count => count.Key);
        foreach (string name in topLevelDomains.Order(StringComparer.Ordinal))
        {
            yield return new ModelColumn(ModelColumn.TopLevelDomain, name);
        }

        IEnumerable<string> words = options.Words?.Where(word =>
            Families(sites, isSpam: true, site =>
                site.Padded.Contains(word, StringComparison.Ordinal)) >= LeastFamiliesOfWord)
            ?? (options.ChosenWordCount == 0 ? [] : WordChoice.Choose(sites, options.ChosenWordCount));
        foreach (string word in words)
        {
            yield return new ModelColumn(ModelColumn.Word, word);
        }
    }

    // Makes weights of top-level domains those above that of com, which goes into the start; countries get none.
    private static float CompareWithCom(ModelColumn[] columns, float[] weights, IReadOnlyList<LabelledSite> sites,
        double highest)
    {
        HashSet<string> countries = [.. sites.Where(site => site.IsOfCountry).Select(site => site.TopLevelDomain)];
        int com = Array.FindIndex(columns, column =>
            column is { Kind: ModelColumn.TopLevelDomain, Text: MostCommonTopLevelDomain });
        float common = com < 0 ? 0 : weights[com];
        foreach ((int index, ModelColumn column) in columns.Index())
        {
            if (column.Kind == ModelColumn.TopLevelDomain)
            {
                // One without any spam has no witness against it; that its sites are fewer than those of com is no
                // reason to weigh more.
                double most = sites.Any(site => site.IsSpam && site.TopLevelDomain == column.Text) ? highest : 0;
                weights[index] = countries.Contains(column.Text) ? 0 : (float)Math.Min(most, weights[index] - common);
            }
        }

        return common;
    }

    private static int[] StepsOf(SpamFeature feature) => feature switch
    {
        SpamFeature.Pages or SpamFeature.ExternalLinks or SpamFeature.LinkedDomains or SpamFeature.LinkingDomains =>
            CountSteps,
        SpamFeature.TitleLength => LengthSteps,
        _ => ShareSteps,
    };

    private static ModelColumn Step(SpamFeature feature, int from) =>
        new(SpamFeatureNames.Of(feature), from.ToString(CultureInfo.InvariantCulture));

    private static IDataView Rows(MLContext context, IReadOnlyList<LabelledSite> sites, ModelColumn[] columns,
        SpamModel table)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(FitRow));
        schema[nameof(FitRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns.Length);
        return context.Data.LoadFromEnumerable(
            sites.Select(site =>
                new FitRow { Label = site.IsSpam, Features = [.. columns.Select(column => column.Value(site, table))] })
                    .ToArray(), schema);
    }

    private static string Write(
        ModelColumn[] columns, float[] weights, double start, IReadOnlyList<LabelledSite> sites, string surprises,
        double slope, double shift, string head)
    {
        StringBuilder text = new();
        text.Append(SpamModel.Head).Append('\n').Append(head);
        text.Append("start ").Append(Weight((start * slope) + shift)).Append('\n');
        string lastKind = "";
        string writtenKind = "";
        string lastWeight = "";
        double sum = 0;
        HashSet<string> weighted = [.. columns.Where((column, index) => column.Feature is null || weights[index] != 0)
            .Select(column => column.Kind)];
        foreach ((int index, ModelColumn column) in columns.Index())
        {
            if (!weighted.Contains(column.Kind))
            {
                continue;
            }

            bool isFirst = column.Kind != lastKind;
            sum = !isFirst && column.Feature is not null ? sum + weights[index] : weights[index];
            lastKind = column.Kind;
            string weight = Weight(sum * slope);

            // Of what pages and links say most steps repeat the one before.
            bool isRepeated = column.Feature >= SpamFeature.Pages && weight == (isFirst ? Weight(0) : lastWeight);
            lastWeight = weight;
            if (isRepeated || (column.Kind == ModelColumn.TopLevelDomain && weight == Weight(0))
                || (column.Kind == ModelColumn.Word && sum < LeastWordWeight))
            {
                continue;
            }

            bool isNewKind = column.Kind != writtenKind;
            writtenKind = column.Kind;
            text.Append(isNewKind ? "\n" : "").Append(column.Kind).Append(' ').Append(column.Text).Append(' ')
                .Append(weight).Append(Witnesses(column, sites)).Append('\n');
        }

        return text.Append('\n').Append(surprises).ToString();
    }

    // What a reviewer wants to know of a word or top-level domain: how many families of names hold it.
    private static string Witnesses(ModelColumn column, IReadOnlyList<LabelledSite> sites)
    {
        if (column.Feature is not null)
        {
            return "";
        }

        bool Holds(LabelledSite site) => column.Kind == ModelColumn.Word
            ? site.Padded.Contains(column.Text, StringComparison.Ordinal) : site.TopLevelDomain == column.Text;
        return string.Create(CultureInfo.InvariantCulture,
            $" # {Families(sites, isSpam: true, Holds)} spam, {Families(sites, isSpam: false, Holds)} clean");
    }

    private static int Families(IReadOnlyList<LabelledSite> sites, bool isSpam, Func<LabelledSite, bool> holds) =>
        sites.Where(site => site.IsSpam == isSpam && holds(site)).Select(site => site.Family).Distinct().Count();

    private static string Weight(double nats)
    {
        double most = (double)SpamModel.MaxWeight / SpamModel.WeightsPerNat;
        string text = Math.Round(Math.Clamp(nats, -most, most), 3).ToString("0.000", CultureInfo.InvariantCulture);
        return text == "-0.000" ? "0.000" : text;
    }
}
