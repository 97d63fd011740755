using System.Text;
using CsCheck;
using Vennlink.Graph.Vertices;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Tests.Graph;

public sealed class HostRootsTests
{
    private static readonly PublicSuffixList Suffixes =
        PublicSuffixList.Parse("com\ns.a.com\nt.s.a.com\n*.w.com\n!x.w.com\nb.com\n"u8, PublicSuffixSections.All, []);

    private static readonly string[] Labels = ["a", "b", "s", "t", "w", "x", "y-", "z"];

    // Few labels: hosts share root domains, and root domains lie inside others.
    private static readonly Gen<string[]> Hosts = Gen.Int[0, Labels.Length - 1].Array[0, 4]
        .Select(labels => string.Join('.', labels.Select(label => Labels[label]).Prepend("com")))
        .Array[1, 60]
        .Select(hosts => hosts.Distinct()
            .OrderBy(Key, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right))).ToArray());

    [Fact]
    public void Root_domains_and_their_ends_are_those_of_the_list() => Hosts.Sample(hosts => Run(hosts, roots =>
    {
        string[] rootOf = RootsOf(hosts);
        string[] keys = ReadKeys(roots.Keys);
        Assert.Equal(rootOf.Distinct().Order(StringComparer.Ordinal), keys);
        Assert.Equal((uint)keys.Length, roots.Count);
        for (uint place = 0; place < hosts.Length; place++)
        {
            Assert.Equal(rootOf[place], keys[roots.RootOf[place]]);
            Assert.Equal(!rootOf.Skip((int)place + 1).Contains(rootOf[place]), roots.EndsRoot(place));
        }

        using Vennlink.Storage.Files.NativeArray<uint> entries = roots.Entries();
        for (int root = 0; root < keys.Length; root++)
        {
            int first = Array.FindIndex(hosts, host =>
                string.CompareOrdinal(Encoding.ASCII.GetString(Key(host)), keys[root]) >= 0);
            Assert.Equal((uint)first, entries[root]);
        }
    }));

    [Fact]
    public void A_stretch_starts_where_no_root_domain_goes_on_and_all_entries_before_have_lower_keys() =>
        Hosts.Sample(hosts => Run(hosts, roots =>
    {
        string[] rootOf = RootsOf(hosts);
        string[] hostKeys = [.. hosts.Select(host => Encoding.ASCII.GetString(Key(host)))];
        List<int> starts = [];
        for (int place = 0; place < hosts.Length; place++)
        {
            // Of the dictionary's order: a root domain stands before the host of its name.
            IEnumerable<string> before = rootOf.Take(place).Select(root => root + "!")
                .Concat(hostKeys.Take(place).Select(key => key + "#")).Select(Entry);
            IEnumerable<string> behind = rootOf.Skip(place).Select(root => root + "!")
                .Concat(hostKeys.Skip(place).Select(key => key + "#")).Select(Entry);
            bool isStart = !rootOf.Take(place).Intersect(rootOf.Skip(place)).Any()
                && (place == 0
                    || string.CompareOrdinal(
                        before.Max(StringComparer.Ordinal), behind.Min(StringComparer.Ordinal)) < 0);
            Assert.Equal(isStart, roots.StartsStretch((uint)place));
            if (isStart)
            {
                starts.Add(place);
            }
        }

        for (int place = 0; place < hosts.Length; place++)
        {
            Assert.Equal((uint)starts.Last(start => start <= place), roots.StretchStart((uint)place));
            Assert.Equal((uint)starts.Append(hosts.Length).First(start => start > place),
                roots.StretchEnd((uint)place));
        }

        foreach (int start in starts)
        {
            Assert.Equal((uint)rootOf.Take(start).Distinct().Count(), roots.FirstRoot((uint)start));
        }

        foreach (uint least in new uint[] { 1, 3, 100 })
        {
            uint[] ranges = roots.Ranges(least);
            Assert.Equal((0u, (uint)hosts.Length), (ranges[0], ranges[^1]));
            Assert.All(ranges[..^1], first => Assert.Contains((int)first, starts));
            Assert.All(Enumerable.Range(1, Math.Max(0, ranges.Length - 2)), range =>
                Assert.True(ranges[range] - ranges[range - 1] >= least));
        }
    }));

    private static string Entry(string marked) => marked[^1] == '!' ? marked[..^1] : marked[..^1] + "\0";

    private static byte[] Key(string host) => Encoding.ASCII.GetBytes(host.Replace('.', (char)UrlKey.LabelSeparator));

    private static string[] RootsOf(string[] hosts) =>
        [.. hosts.Select(host => Encoding.ASCII.GetString(Suffixes.RootDomainKey(Key(host))))];

    private static string[] ReadKeys(RunFile file)
    {
        using RunReader reader = new(file);
        List<string> keys = [];
        while (reader.MoveNext())
        {
            keys.Add(Encoding.ASCII.GetString(reader.Current));
        }

        return [.. keys];
    }

    private static void Run(string[] hosts, Action<HostRoots> check)
    {
        using TemporaryFolder folder = new();
        using HostRoots.Builder builder = new(Suffixes, folder.Path, 1 << 20);
        foreach (string host in hosts)
        {
            builder.Add(Key(host));
        }

        using HostRoots roots = builder.Build(CancellationToken.None);
        check(roots);
    }
}
