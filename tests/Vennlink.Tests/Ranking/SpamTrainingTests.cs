using System.Text;
using Vennlink.Build;
using Vennlink.Ranking;
using Vennlink.Snapshots;
using Vennlink.SpamTraining;
using Vennlink.Tests.Build;
using Vennlink.Urls;
using Vennlink.Webs;

namespace Vennlink.Tests.Ranking;

/// <summary>The training command on generated webs, whose spam clusters are known: it finds what names do not tell. A check of the machinery; it says nothing of the real web.</summary>
public sealed class SpamTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sites_of_spam_clusters_of_a_crawl_are_told_by_pages_and_links_and_not_by_names()
    {
        PageWeb web = new(10_000, 1);
        new PageListFiles(web, _folder.File("lists"), 2, _ => { }).Write(1, TestContext.Current.CancellationToken);
        string index = Build("index", _folder.File("lists"), null);
        byte[] host = new byte[512];
        Dictionary<string, bool> labels = [];
        for (int page = 0; page < web.PageCount; page += web.SiteOf(page).PageCount)
        {
            PageSite site = web.SiteOf(page);
            labels.TryAdd(Encoding.ASCII.GetString(host, 0, web.WriteHost(site.Domain, 0, host)), web.TraitsOf(site).Cluster >= 0);
        }

        LabelledSite[] sites = Join(index, labels);
        Assert.InRange(sites.Length, 500, labels.Count);
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
                    SourceTraits traits = SourceTraits.Of(RandomWords.Of(web.SeedOf(10), (ulong)node), web.Levels.Level(node), web.Clusters);
                    labels.Add(GraphFixture.Reversed(domain), traits.Cluster >= 0);
                }
            }
        }

        (double with, double without) = Auc(Join(index, labels));
        Assert.InRange(with, 0.6, 1);
        Assert.InRange(without, 0, with - 0.1);

        // The same command gives the same bytes.
        string file = _folder.File("labels.csv");
        File.WriteAllText(file, "domain,label\n" + string.Concat(labels.Take(300).Select(label => $"{label.Key},{(label.Value ? "spam" : "clean")}\n")));
        string noWords = _folder.File("words.txt");
        File.WriteAllText(noWords, "");
        string[] models = [_folder.File("model.txt"), _folder.File("again.txt")];
        foreach (string model in models)
        {
            Assert.Equal(0, TrainCommand.Create().Parse(["--labels", file, "--index", index, "--words", noWords, "--out", model]).Invoke());
        }

        Assert.Equal(File.ReadAllBytes(models[0]), File.ReadAllBytes(models[1]));
    }

    private static TrainingOptions Options { get; } = new() { Words = [], Evidence = SpamEvidence.Features };

    // On sites not learned from, with and without what the index says.
    private static (double With, double Without) Auc(LabelledSite[] sites)
    {
        Evaluation evaluation = new(sites, Options);
        double without = evaluation.Other("", Options with { Evidence = [] }).All;
        TestContext.Current.SendDiagnosticMessage($"{sites.Length} sites, {sites.Count(site => site.IsSpam)} spam: {evaluation.Own("").All:F3}, names alone {without:F3}");
        return (evaluation.Own("").All, without);
    }

    private static LabelledSite[] Join(string index, Dictionary<string, bool> labels)
    {
        LabelFiles files = new(PublicSuffixList.Embedded);
        using LabelledIndex known = new(index);
        LabelledSite[] sites = known.Join(labels.Select(label => files.Read(label.Key, label.Value, "")!).DistinctBy(site => site.Name), TestContext.Current.CancellationToken);
        Families.Assign(sites);
        return sites;
    }

    private string Build(string name, string input, string? model)
    {
        string index = _folder.File(name);
        IndexBuild.Run(
            new BuildOptions { IndexFolder = index, Inputs = [input], MemoryBytes = 512L << 20, ThreadCount = 2, SpamModelFile = model }, null, TestContext.Current.CancellationToken);
        return index;
    }
}
