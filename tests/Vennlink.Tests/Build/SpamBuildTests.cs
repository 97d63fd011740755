using System.Security.Cryptography;
using System.Text;
using Vennlink.Build;
using Vennlink.Query;
using Vennlink.Ranking.Spam;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Tests.Oracles;
using Vennlink.Urls;

namespace Vennlink.Tests.Build;

/// <summary>
/// Spam scores from a build to a query: of link lists and of graphs, with lists and models of the user's.
/// </summary>
public sealed class SpamBuildTests : IDisposable
{
    private static readonly NaiveSpamScore Naive = NaiveSpamScore.Shipped;
    private static readonly string[] Sources = ["plain.example", "hydra-casino-seo.xyz", "buy-cheap-seo-traffic.info",
        "xn--80ahdheogk5l.example", "shop-4u.example", "ab.example"];

    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-spam-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_by_spam_score_come_in_the_order_of_the_model()
    {
        using Snapshot snapshot = Open(Build("lists"));
        Assert.Equal(Sources.Select(source => (source, Naive.Of(source))).OrderByDescending(row => row.Item2)
            .ThenBy(row => Key(row.source), ByBytes), RowsBySpamScore(snapshot));
        Assert.Contains(Scores(snapshot), row => row.Score > 90);
        Assert.Contains(Scores(snapshot), row => row.Score == -1);
        Assert.Empty(snapshot.Verify(CancellationToken.None));
    }

    [Fact]
    public void A_graph_has_the_scores_that_links_have()
    {
        string[] names =
            [.. Sources.Append("target.example").Select(GraphFixture.Reversed).Order(StringComparer.Ordinal)];
        int target = Array.IndexOf(names, "example.target");
        using GraphFixture graph = new(names);
        using Snapshot snapshot =
            graph.Build(
                [.. Enumerable.Range(0, names.Length).Where(name => name != target).Select(name => (name, target))],
                isSorted: true, ranks: null, hostCount: "1");
        Assert.Equal(Sources.Select(source => (source, Naive.Of(source))).Order(), Scores(snapshot).Order());
        Assert.Empty(snapshot.Verify(CancellationToken.None));
    }

    [Fact]
    public void Lists_and_models_of_the_user_decide_and_are_kept_in_the_snapshot()
    {
        string block = Write("block.txt", "https://www.plain.example/ # ours\nno site here\n");
        string allow = Write("allow.txt", "hydra-casino-seo.xyz\n");
        string model = Write("model.txt", $"{SpamModel.Head}\nstart 0\nword shop 3\n");
        BuildReport? report = null;
        string index = Build("own", options =>
            options with { SpamBlockFile = block, SpamAllowFile = allow, SpamModelFile = model }, found =>
            report = found);
        using Snapshot snapshot = Open(index);

        Dictionary<string, int> scores = Scores(snapshot).ToDictionary(row => row.Name, row => row.Score);
        Assert.Equal((100, 1, 95, 50, -1), (scores["plain.example"], scores["hydra-casino-seo.xyz"],
            scores["shop-4u.example"], scores["buy-cheap-seo-traffic.info"], scores["ab.example"]));
        Assert.Equal("block", snapshot.Spam.Explain(new SpamFeatures(Key("plain.example"), default)).Single().Value);
        Assert.Equal(["start", "word"], snapshot.Spam.Explain(new SpamFeatures(Key("shop-4u.example"), default))
            .Select(part => part.Name));
        Assert.Equal(Digest(File.ReadAllBytes(model)), snapshot.Manifest.Options["spam_model_sha256"]);
        Assert.Equal(Digest("plain.example\n"u8.ToArray()), snapshot.Manifest.Options["spam_block_sha256"]);
        Assert.Contains(report!.Notes, note =>
            note.Contains("--spam-block: skipped 1 lines that do not name a site; the first is: line 2, 'no site here'",
                StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_shape_the_snapshot_and_an_addition_must_repeat_them()
    {
        string block = Write("block.txt", "plain.example\n");
        string sameBlock = Write("same.txt", "# the same\nwww.plain.example\n");
        string index = Build("index", options => options with { SpamBlockFile = block });
        string before = IndexFolder.CurrentId(index)!;

        Assert.NotEqual(IndexFolder.CurrentId(Build("without")), before);
        Assert.Equal(
            IndexFolder.CurrentId(Build("again", options => options with { SpamBlockFile = sameBlock })), before);
        Assert.Throws<BuildRefusedException>(() => Build("index", options => options with { Add = true }));
        Build("index", options => options with { Add = true, SpamBlockFile = sameBlock });
        Assert.Equal(before, IndexFolder.CurrentId(index));
    }

    [Fact]
    public void What_cannot_be_understood_is_refused_before_a_folder_is_made()
    {
        string model = Write("model.txt", "vennlink-spam-model 1\nstart 0\nword\n");
        string both = Write("both.txt", "plain.example\n");
        Assert.Contains("line 3", Assert.Throws<BuildRefusedException>(() =>
            Build("one", options => options with { SpamModelFile = model })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "plain.example",
            Assert.Throws<BuildRefusedException>(() =>
                Build("one", options => options with { SpamBlockFile = both, SpamAllowFile = both })).Message,
                    StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "one")));
    }

    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((left, right) =>
        left.AsSpan().SequenceCompareTo(right));

    private static Snapshot Open(string index) =>
        Snapshot.Open(IndexFolder.SnapshotFolder(index, IndexFolder.CurrentId(index)!));

    private static IEnumerable<(string Name, int Score)> Scores(Snapshot snapshot)
    {
        byte[] key = new byte[256];
        for (uint domain = 0; domain < snapshot.SourceDomainCount; domain++)
        {
            yield return (UrlKey.ToText(key.AsSpan(0, snapshot.DomainKey(new DomainId(domain), key))),
                snapshot.SpamScore(new DomainId(domain)));
        }
    }

    private static IEnumerable<(string Name, int Score)> RowsBySpamScore(Snapshot snapshot)
    {
        IntersectQuery query =
            new()
            {
                PositiveTargets = [new Target(TargetScope.RootDomain, Key("target.example"), "target.example")],
                MinMatchingTargets = 1,
                SourceScope = SourceScope.RootDomain,
                Sort = IntersectSort.SourceSpamScore
            };
        byte[] key = new byte[256];
        LinkIntersect engine = new(snapshot);
        return [.. engine.Rows(engine.Find(query), 100, null, CancellationToken.None)
            .Select(row => new DomainId(row.SourceId))
            .Select(domain =>
                (UrlKey.ToText(key.AsSpan(0, snapshot.DomainKey(domain, key))), snapshot.SpamScore(domain)))];
    }

    private static byte[] Key(string name)
    {
        byte[] key = new byte[name.Length + 8];
        return key[..UrlKey.FromCanonical(Encoding.ASCII.GetBytes(name), key)];
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string Build(string name, Func<BuildOptions, BuildOptions>? change = null,
        Action<BuildReport>? onReport = null)
    {
        string list = Write("links.csv",
            "source,target\n" + string.Concat(Sources.Select(source => $"http://{source}/,http://target.example/\n")));
        BuildOptions options = new()
        {
            IndexFolder = Path.Combine(_folder, name),
            Inputs = [list],
            MemoryBytes = 256L << 20,
            ThreadCount = 2
        };
        BuildReport report = IndexBuild.Run(change?.Invoke(options) ?? options, null, CancellationToken.None);
        onReport?.Invoke(report);
        return options.IndexFolder;
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
