using System.Text;
using CsCheck;
using Vennlink.Build.Stages;
using Vennlink.Graph.Arcs;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Urls;

namespace Vennlink.Tests.Build.Stages;

/// <summary>Lists of hosts and root domains are the unions of their pages' lists, whichever way pages and root domains
/// nest.</summary>
public sealed class TargetFoldTests
{
    private static readonly PublicSuffixList Suffixes = PublicSuffixList.Parse(
        "com\ns.a.com\nt.s.a.com\n*.w.com\n!x.w.com\nb.com\n"u8, PublicSuffixSections.All, []);

    private static readonly string[] Labels = ["a", "b", "s", "t", "w", "x", "y-", "z"];

    private static readonly Gen<string[]> Hosts = Gen.Int[0, Labels.Length - 1].Array[0, 4].Select(
        labels => string.Join((char)UrlKey.LabelSeparator, labels.Select(label => Labels[label]).Prepend("com")))
        .Array[1, 40].Select(hosts => hosts.Distinct().Order(StringComparer.Ordinal).ToArray());

    // Sources with whether they are followed; few of them, so that lists share many.
    private static readonly Gen<(uint Id, bool IsFollowed)[]> List =
        Gen.Select(Gen.UInt[0, 30], Gen.Int[0, 4]).Select((id, followed) => (id, followed > 0)).Array[0, 12].Select(
            list => list.DistinctBy(source => source.Item1).OrderBy(source => source.Item1).ToArray());

    [Fact]
    public void Lists_of_hosts_and_root_domains_are_unions_of_those_of_pages() =>
        Gen.Select(Hosts, List.Array[0, 4].Array[40]).Sample((hosts, pages) =>
    {
        using TemporaryFolder folder = new();
        using HostRoots.Builder builder = new(Suffixes, folder.Path, 1 << 20);
        foreach (string host in hosts)
        {
            builder.Add(Encoding.ASCII.GetBytes(host));
        }

        using HostRoots roots = builder.Build(CancellationToken.None);
        Lists lists = new(pages[..hosts.Length]);
        Sink sink = new();
        using (ITargetListReader reader = lists.OpenReader(null, new IdClasses([0], 31), 0))
        {
            new TargetFold(lists, roots, sink).Run(0, reader, CancellationToken.None);
        }

        Assert.Equal(pages[..hosts.Length].SelectMany(host => host).Select(Text), sink.Pages);
        Assert.Equal(pages[..hosts.Length].Select(host => Text(Union(host))), sink.Hosts);
        for (uint root = 0; root < roots.Count; root++)
        {
            Assert.Equal(
                Text(
                    Union(
                        Enumerable.Range(0, hosts.Length).Where(
                            host => roots.RootOf[host] == root).SelectMany(host => pages[host]))),
                sink.Roots[root]);
        }

        Assert.Equal(roots.Count, (uint)sink.Roots.Count);
    });

    private static (uint Id, bool IsFollowed)[] Union(IEnumerable<(uint Id, bool IsFollowed)[]> lists) =>
        [.. lists.SelectMany(list => list).GroupBy(source => source.Id).OrderBy(source => source.Key).Select(
            source => (source.Key, source.Any(link => link.IsFollowed)))];

    private static string Text((uint Id, bool IsFollowed)[] list) =>
        string.Join(' ', list.Select(source => $"{source.Id}{(source.IsFollowed ? "" : "-")}"));

    private sealed class Lists((uint Id, bool IsFollowed)[][][] hosts) : ITargetLists, ITargetListReader
    {
        public int RangeCount => 1;

        public bool HavePages => true;

        public long MaxIdCount => 0;

        public uint First(int range) => range == 0 ? 0 : (uint)hosts.Length;

        public long BytesOf(int range) => 0;

        public ITargetListReader OpenReader(NativeArray<uint>? idOf, IdClasses classes, long memoryBytes) => this;

        public void Free(int range)
        {
        }

        public void Read(int range, TargetAction onTarget, CancellationToken cancellationToken)
        {
            for (uint host = 0; host < hosts.Length; host++)
            {
                // A host that is known, and then its pages.
                onTarget(host, [], default);
                for (int page = 0; page < hosts[host].Length; page++)
                {
                    uint[] ids = [.. hosts[host][page].Select(source => source.Id)];
                    onTarget(
                        host, Encoding.ASCII.GetBytes($"/{page}"),
                        new SourceList(
                            ids, [.. hosts[host][page].Where(
                                source => source.IsFollowed).Select(source => source.Id)]));
                }
            }
        }

        public void Dispose()
        {
        }
    }

    // Takes the number of an equal list where it is told, as a writer does that stores equal lists once.
    private sealed class Sink : ITargetSink
    {
        private readonly List<string> _lists = [];

        public List<string> Pages { get; } = [];

        public List<string> Hosts { get; } = [];

        public Dictionary<uint, string> Roots { get; } = [];

        public void StartHost(uint host) => Assert.Equal((uint)Hosts.Count, host);

        public int AddPage(ReadOnlySpan<byte> path, SourceList sources)
        {
            int list = Add(sources, null);
            Pages.Add(_lists[list]);
            return list;
        }

        public int AddHost(SourceList sources, int? list)
        {
            int number = Add(sources, list);
            Hosts.Add(_lists[number]);
            return number;
        }

        public void AddRoot(uint root, SourceList sources, int? list) => Roots.Add(root, _lists[Add(sources, list)]);

        private int Add(SourceList sources, int? list)
        {
            HashSet<uint> followed = [.. sources.Followed];
            string text = string.Join(
                ' ', sources.Ids.ToArray().Select(id => $"{id}{(followed.Contains(id) ? "" : "-")}"));
            Assert.Equal(followed.Count, sources.Followed.Length);
            if (list is { } same)
            {
                Assert.Equal(text, _lists[same]);
                return same;
            }

            _lists.Add(text);
            return _lists.Count - 1;
        }
    }
}
