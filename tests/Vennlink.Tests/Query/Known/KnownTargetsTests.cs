using Vennlink.Query.Known;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Tests.Query.Known;

/// <summary>Targets by their beginnings, against a plain search through the names of all.</summary>
public sealed class KnownTargetsTests
{
    // Names that begin alike under several suffixes, in one another, with ports, in other scripts, as numbers.
    private static readonly string[] _hosts =
    [
        "example.com", "www.example.com", "blog.example.com", "a.blog.example.com", "exam.com", "example.co.uk",
        "example.org", "examples.net", "www.examples.net", "blog.com", "blogspot.com", "foo.blogspot.com",
        "bar.blogspot.com", "blogspot.de", "x.blogspot.de", "github.io", "alice.github.io", "163.com", "1.2.3.4",
        "1.2.30.4", "192.168.0.1", "12.example", "city.kawasaki.jp", "name.sub.ck", "www.ck", "localhost",
        "xn--bcher-kva.de", "example.unknowntld", "www.example.unknowntld", "co", "uk", "com.example.net",
    ];

    private static readonly string[] _paths = ["", "a", "ab", "a/b", "b?q=1", "B", "%C3%BC"];

    private static readonly string[] _starts =
    [
        "", "e", "ex", "exam", "example", "example.", "example.c", "example.co", "example.co.", "example.com",
        "www", "www.", "www.e", "www.exam", "www.example.c", "a.blog.example.com", "blog", "blogs", "blogspot.",
        "foo.b", "x.blogspot", "a", "al", "alice.g", "1", "16", "1.2", "1.2.3", "192.", "12", "city", "name", "name.s",
        "local", "co", "u", "xn--b", "zzz", "com.e", "EXAMPLE.Com", "http://exam", "https://www.exam", "b\u00fccher",
        "example.u", "github", "git",
    ];

    [Fact]
    public void Sites_are_those_of_all_names_that_begin_so_the_most_linked_first()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web());
        KnownTargets known = new(web.Snapshot);
        foreach (string start in _starts)
        {
            AssertSame(web.Snapshot, known, start, TargetScope.RootDomain, name => Begins(name, Plain(start)));
        }

        Assert.True(known.Find(Start("exam", null), 0, 100, default).Targets.Count >= 5);
    }

    [Fact]
    public void Hosts_begin_so_with_a_part_of_their_site_or_stand_below_a_whole_name()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web());
        KnownTargets known = new(web.Snapshot);
        foreach (string start in _starts)
        {
            string plain = Plain(start);
            AssertSame(web.Snapshot, known, start, TargetScope.Subdomain, name =>
            {
                string root = UrlKey.ToText(web.Snapshot.RootDomainKey(Key(name)));
                bool reachesRoot = plain.Length >= name.Length - root.Length;
                bool isBelow = plain.Length > 0 && (name == plain || name.EndsWith("." + plain, StringComparison.Ordinal))
                    && !web.Snapshot.PublicSuffixes.IsPublicSuffix(Key(plain));
                return (Begins(name, plain) && reachesRoot) || isBelow;
            });
        }

        Assert.Equal(
            ["a.blog.example.com", "blog.example.com", "example.com", "www.example.com"],
            known.Find(Start("example.com", TargetScope.Subdomain), 0, 100, default).Targets
                .Select(target => target.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("example.com/")]
    [InlineData("example.com/a")]
    [InlineData("https://www.example.com/a/")]
    [InlineData("EXAMPLE.com/b?")]
    [InlineData("example.com/\u00fc")]
    [InlineData("example.com:8080/")]
    [InlineData("nowhere.example/")]
    public void Pages_are_those_whose_URL_begins_so(string start)
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web());
        byte[] key = SnapshotFixture.Key(start);

        AssertSame(web.Snapshot, new KnownTargets(web.Snapshot), start, TargetScope.Page,
            name => SnapshotFixture.Key(name).AsSpan().StartsWith(key));
    }

    [Fact]
    public void Sites_of_a_graph_are_found_by_the_names_it_gives_them()
    {
        // All of a suffix list of no rules: every top-level domain is one that it does not know.
        using SnapshotFixture web = SnapshotFixture.Build(Web(), suffixList: "zz\n*.ck\n");
        KnownTargets known = new(web.Snapshot);
        foreach (string start in _starts)
        {
            AssertSame(web.Snapshot, known, start, TargetScope.RootDomain, name => Begins(name, Plain(start)));
        }
    }

    [Theory]
    [InlineData("ftp://exam")]
    [InlineData("me@exam")]
    [InlineData("a b")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("http://me@example.com/")]
    public void What_no_target_begins_with_is_refused(string start) => Assert.Null(TypedStart.Parse(start, null));

    [Fact]
    public void A_stop_is_looked_at()
    {
        using SnapshotFixture web = SnapshotFixture.Build(Web());

        Assert.Throws<OperationCanceledException>(() => new KnownTargets(web.Snapshot)
            .Find(Start("", null), 0, 5, new CancellationToken(canceled: true)));
    }

    private static void AssertSame(
        Snapshot snapshot, KnownTargets known, string start, TargetScope scope, Func<string, bool> isSought)
    {
        KnownTarget[] expected =
        [
            .. snapshot.Targets(scope).Select(key => (Name: UrlKey.ToText(key.Span), Count: Linking(snapshot, scope, key)))
                .Where(target => isSought(target.Name)).OrderByDescending(target => target.Count)
                .Select(target => new KnownTarget(target.Name, scope, target.Count, AuthorityOf(snapshot, target.Name))),
        ];
        for (int skip = 0; skip <= expected.Length; skip += 3)
        {
            KnownTargetPage page = known.Find(Start(start, scope), skip, 3, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Skip(skip).Take(3), page.Targets);
            Assert.Equal((expected.Length > skip + 3, true), (page.HasMore, page.IsExact));
        }
    }

    private static long Linking(Snapshot snapshot, TargetScope scope, ReadOnlyMemory<byte> key)
    {
        using PostingCursor list = snapshot.OpenList(scope, key.Span, SourceScope.RootDomain);
        return list.Count;
    }

    private static int AuthorityOf(Snapshot snapshot, string name)
    {
        Assert.True(snapshot.TryFindScores(
            snapshot.RootDomainKey(SnapshotFixture.Key(name)), out Vennlink.Snapshots.Sources.DomainScores scores));
        return scores.DomainAuthority;
    }

    private static TypedStart Start(string typed, TargetScope? scope) =>
        TypedStart.Parse(typed, scope) ?? throw new ArgumentException(typed);

    private static bool Begins(string name, string start) => name.StartsWith(start, StringComparison.Ordinal);

    private static byte[] Key(string host) => UrlKey.HostKey(SnapshotFixture.Key(host)).ToArray();

    private static string Plain(string start)
    {
        string host = start.Contains("://") ? start[(start.IndexOf("://", StringComparison.Ordinal) + 3)..] : start;
        return host == "b\u00fccher" ? "xn--bcher-kva" : host.ToLowerInvariant();
    }

    // Each page is linked from some sites, so that counts differ and many are equal.
    private static IEnumerable<WebLink> Web()
    {
        int number = 0;
        foreach (string host in _hosts)
        {
            foreach (string path in _paths)
            {
                number++;
                for (int source = 0; source < number * 7 % 5; source++)
                {
                    yield return new WebLink($"s{source * number % 11}.source/", $"http://{host}/{path}");
                }
            }

            yield return new WebLink($"s{number % 3}.source/", $"http://{host}:8080/x");
            yield return new WebLink($"http://{host}/own", $"http://{host}/own-target");
        }
    }
}
