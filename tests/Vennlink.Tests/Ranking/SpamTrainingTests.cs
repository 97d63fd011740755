using System.CommandLine;
using System.Text;
using Vennlink.Build;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Sources;
using Vennlink.SpamTraining;
using Vennlink.Tests.Build;
using Vennlink.Urls;
using Vennlink.Webs;

namespace Vennlink.Tests.Ranking;

/// <summary>
/// The training command on generated webs, whose spam clusters are known: it finds what names do not tell. A check of
/// the machinery; it says nothing of the real web.
/// </summary>
public sealed class SpamTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sites_of_spam_clusters_of_a_crawl_are_told_by_pages_and_links_and_not_by_names()
    {
        PageListFiles lists = new(new PageWeb(10_000, 1), _folder.File("lists"), 2, _ => { });
        lists.Write(1, TestContext.Current.CancellationToken);
        lists.WriteLabels(_folder.File("labels.csv"));
        string index = Build("index", _folder.File("lists"), null);
        LabelledSite[] sites = Join(index, _folder.File("labels.csv"));
        Assert.InRange(sites.Length, 500, 2000);
        (double with, double without) = Auc(sites);
        Assert.InRange(with, 0.9, 1);
        Assert.InRange(without, 0, with - 0.2);

        // The model gives in a build what it gives in training.
        string model = _folder.File("model.txt");
        File.WriteAllText(model, SpamFit.Logistic(sites, Options));
        using Snapshot scored = GraphFixture.Open(Build("scored", _folder.File("lists"), model));
        SpamScorer scorer = new(SpamModel.Parse(File.ReadAllBytes(model)), SpamLists.None);
        Assert.NotEmpty(scorer.Model.EvidenceFeatures);
        Assert.All(sites, site =>
        {
            Assert.True(scored.TryFindScores(site.Key, out DomainScores scores));
            Assert.Equal(scorer.Score(new SpamFeatures(site.Key, site.Evidence)), scores.SpamScore);
        });
    }

    [Fact]
    public void Members_of_spam_clusters_of_a_graph_are_told_by_links_and_not_by_names()
    {
        DomainWeb web = new(20_000, 1);
        DomainGraphFiles files = new(web, Directory.CreateDirectory(_folder.File("graph")).FullName, 2, _ => { });
        files.WriteVertices(TestContext.Current.CancellationToken);
        files.WriteEdges(1, TestContext.Current.CancellationToken);
        string index = Build("index", _folder.File("graph"), null);
        byte[] name = new byte[DomainNames.MaxBytes];
        Dictionary<string, bool> labels = [];
        using (Snapshot graph = GraphFixture.Open(index))
        {
            for (int node = 0; node < web.Shape.NodeCount; node += 8)
            {
                string domain = Encoding.ASCII.GetString(name, 0, web.Names.Write(node, name));
                if (graph.TryFindDomain(GraphFixture.Key(domain).Span, out _))
                {
                    SourceTraits traits = SourceTraits.Of(RandomWords.Of(web.SeedOf(10), (ulong)node),
                        web.Levels.Level(node), web.Clusters);
                    labels.Add(GraphFixture.Reversed(domain), traits.Cluster >= 0);
                }
            }
        }

        string file = WriteLabels("labels.csv", labels);
        (double with, double without) = Auc(Join(index, file));
        Assert.InRange(with, 0.6, 1);
        Assert.InRange(without, 0, with - 0.1);

        // The same command gives the same bytes.
        string noWords = _folder.File("words.txt");
        File.WriteAllText(noWords, "");
        string some = WriteLabels("some.csv", labels.Take(300));
        string[] models = [_folder.File("model.txt"), _folder.File("again.txt")];
        string[] command = ["--labels", some, "--index", index, "--words", noWords, "--out"];
        Assert.Equal(0, Train([.. command, models[0]]).ExitCode);
        (int exitCode, string said) =
            Train([.. command, models[1], "--check", some, "--report", _folder.File("report.md")]);
        Assert.Equal(0, exitCode);
        Assert.Equal(File.ReadAllBytes(models[0]), File.ReadAllBytes(models[1]));

        // What it says to a person.
        Assert.StartsWith(
            $"300 sites read; 300 to learn from, {labels.Take(300).Count(label => label.Value)} of them spam", said,
            StringComparison.Ordinal);
        Assert.Matches(@"spam above all else, 0.5: chance\): 0\.\d{3}; by names alone 0\.\d{3}\r?\n", said);
        Assert.Matches(@"of pages and links it weighs .*\b(linked|mutual|linking)_domains", said);
        string report = File.ReadAllText(_folder.File("report.md"));
        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
        Assert.Matches(@"\| names alone \| 0\.\d{3} \| ", report);
        Assert.Matches(@"\| linked_domains alone \| 0\.\d{3} \| ", report);
        Assert.Contains("all sites, since too few are under comparable top-level domains", report,
            StringComparison.Ordinal);
        Assert.Contains("| some.csv | spam | ", report, StringComparison.Ordinal);
        Assert.Equal(20, report[report.IndexOf("## Examples", StringComparison.Ordinal)..].Split('\n')
            .Count(line => line.Contains("| spam | ", StringComparison.Ordinal)
                || line.Contains("| clean | ", StringComparison.Ordinal)));
        Assert.StartsWith("<svg", File.ReadAllText(_folder.File("report.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_teach_nothing_and_files_that_are_not_there_are_said_in_words()
    {
        string model = _folder.File("model.txt");
        string few =
            WriteLabels(
                "few.csv", new Dictionary<string, bool>
                {
                    ["good.com"] = false,
                    ["seo-casino.com"] = true,
                    ["also-good.com"] = false,
                    ["ab.com"] = true
                });
        File.AppendAllText(few, "not a site,spam\nunlabelled.com\nalso-good.com, SPAM\n");
        (int exitCode, string said) = Train(["--labels", few, "--out", model]);
        Assert.Equal(1, exitCode);
        Assert.Contains("1 labelled both ways (also-good.com), 1 spam and 0 clean whose name says nothing", said,
            StringComparison.Ordinal);
        Assert.Contains("2 lines that are no site or have no label", said, StringComparison.Ordinal);
        Assert.Contains(
            "20 families of near-duplicate names of either label are needed, and there are 1 of spam and 1 of clean "
                + "sites", said, StringComparison.Ordinal);

        File.WriteAllText(_folder.File("missing-names.json"), "{}");
        foreach (string[] command in new[] { ["--labels", _folder.File("missing.csv"), "--out", model],
            ["--clean", _folder.File("missing-names.json"), "--out", model],
            new[] { "--labels", few, "--index", _folder.File("missing"), "--out", model } })
        {
            (exitCode, said) = Train(command);
            Assert.Equal(1, exitCode);
            Assert.Contains("missing", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(model));
    }

    [Fact]
    public void Labels_that_a_word_parts_without_a_fault_give_scores_at_the_ends_of_the_scale()
    {
        string[] vowels = ["a", "e", "i", "o", "u"];
        IEnumerable<string> names =
            from one in "bcdfghjklm" from vowel in vowels from two in "npqrst" select $"{one}{vowel}{two}{vowel}{one}";
        string labels =
            WriteLabels("labels.csv", names.Index().ToDictionary(name =>
                $"{name.Item}{(name.Index % 3 == 0 ? "-casino" : "")}.com", name => name.Index % 3 == 0));
        string words = _folder.File("words.txt");
        File.WriteAllText(words, "casino\n");
        string model = _folder.File("model.txt");
        Assert.Equal(
            0, Train(["--labels", labels, "--words", words, "--out", model, "--report", _folder.File("report.md")])
            .ExitCode);
        SpamScorer scorer = new(SpamModel.Parse(File.ReadAllBytes(model)), SpamLists.None);
        Assert.InRange(scorer.Score(new SpamFeatures("com\u0001mopom-casino"u8, default)), 90, 100);
        Assert.InRange(scorer.Score(new SpamFeatures("com\u0001mopom"u8, default)), 1, 10);
        Assert.DoesNotContain("NaN", File.ReadAllText(_folder.File("report.md")), StringComparison.Ordinal);
    }

    private static TrainingOptions Options { get; } = new() { Words = [], Evidence = SpamEvidence.Features };

    // On sites not learned from, with and without what the index says.
    private static (double With, double Without) Auc(LabelledSite[] sites)
    {
        Evaluation evaluation = new(sites, Options);
        double without = evaluation.Other("", Options with { Evidence = [] }).All;
        TestContext.Current.SendDiagnosticMessage(
            $"{sites.Length} sites, {sites.Count(site => site.IsSpam)} spam: {evaluation.Own("").All:F3}, names "
                + $"alone {without:F3}");
        return (evaluation.Own("").All, without);
    }

    private static LabelledSite[] Join(string index, string labels)
    {
        LabelFiles files = new(PublicSuffixList.Embedded);
        files.AddTable(labels);
        using LabelledIndex known = new(index);
        return LabelledSites.Of(files, known, TestContext.Current.CancellationToken).Sites;
    }

    private static (int ExitCode, string Said) Train(string[] arguments)
    {
        using StringWriter said = new();
        return (TrainCommand.Create().Parse(arguments)
            .Invoke(new InvocationConfiguration { Output = said, Error = said }), said.ToString());
    }

    private string WriteLabels(string name, IEnumerable<KeyValuePair<string, bool>> labels)
    {
        string file = _folder.File(name);
        File.WriteAllText(file, "domain,label\n"
            + string.Concat(labels.Select(label => $"{label.Key},{(label.Value ? "spam" : "clean")}\n")));
        return file;
    }

    private string Build(string name, string input, string? model)
    {
        string index = _folder.File(name);
        IndexBuild.Run(
            new BuildOptions
            {
                IndexFolder = index,
                Inputs = [input],
                MemoryBytes = 512L << 20,
                ThreadCount = 2,
                SpamModelFile = model
            }, null, TestContext.Current.CancellationToken);
        return index;
    }
}
