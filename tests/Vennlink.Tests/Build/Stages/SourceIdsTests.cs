using CsCheck;
using Vennlink.Build.Stages;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Tests.Build.Stages;

/// <summary>
/// Ids are the places in a sort by (Domain Authority ↓, domain, Page Authority ↓, page), read from score files.
/// </summary>
public sealed class SourceIdsTests
{
    // Few authorities, so that ties by key are the rule; domains without sources among them.
    private static readonly Gen<(int Root, int Authority, bool IsSource)[]> Pages =
        Gen.Select(Gen.Int[0, 12], Gen.Int[1, 4], Gen.Bool).Array[0, 80];

    [Fact]
    public void Pages_are_numbered_as_a_sort_by_authorities_and_keys_numbers_them() =>
        Gen.Select(Pages, Gen.Int[1, 4].Array[13]).Sample((pages, domainAuthorities) =>
        {
            using TemporaryFolder folder = new();
            WriteScores(folder.Path, domainAuthorities, [.. pages.Select(page => page.Authority)]);
            using Nodes nodes = new([.. pages.Select(page => page.IsSource)], [.. pages.Select(page => page.Root)]);
            using ScoreColumns scores = new(folder.Path, folder.Path, pages.Length);
            using SourceIds ids = SourceIds.Number(nodes, scores);

            int[] byId = [.. Enumerable.Range(0, pages.Length).Where(page => pages[page].IsSource)
                .OrderByDescending(page => domainAuthorities[pages[page].Root]).ThenBy(page => pages[page].Root)
                .ThenByDescending(page => pages[page].Authority).ThenBy(page => page)];
            int[] domains = [.. byId.Select(page => pages[page].Root).Distinct()];
            Assert.Equal(((uint)byId.Length, (uint)domains.Length), (ids.PageCount, ids.DomainCount));
            for (int page = 0; page < pages.Length; page++)
            {
                Assert.Equal(
                    pages[page].IsSource ? (uint)Array.IndexOf(byId, page) : SourceIds.None, ids.PageIds[page]);
            }

            for (int root = 0; root < domainAuthorities.Length; root++)
            {
                int id = Array.IndexOf(domains, root);
                Assert.Equal(id < 0 ? null : (uint)id, ids.Domain((uint)root));
                if (id >= 0)
                {
                    Assert.Equal((uint)Array.FindIndex(byId, page => pages[page].Root == root), ids.FirstPages[id]);
                }
            }

            // A class holds the pages of all domains of one authority.
            for (int id = 1; id < byId.Length; id++)
            {
                bool isSame = domainAuthorities[pages[byId[id]].Root] == domainAuthorities[pages[byId[id - 1]].Root];
                Assert.Equal(isSame, ids.Classes.Of((uint)id) == ids.Classes.Of((uint)id - 1));
            }
        });

    [Fact]
    public void Where_every_node_is_a_root_domain_its_page_has_its_id() =>
        Gen.Select(Gen.Bool.Array[1, 60], Gen.Int[1, 4].Array[60]).Sample((isSource, authorities) =>
        {
            using TemporaryFolder folder = new();
            WriteScores(folder.Path, authorities[..isSource.Length], []);
            using Nodes nodes = new(isSource, null);
            using ScoreColumns scores = new(folder.Path, null, isSource.Length);
            using SourceIds ids = SourceIds.Number(nodes, scores);
            int[] byId = [.. Enumerable.Range(0, isSource.Length).Where(node => isSource[node])
                .OrderByDescending(node => authorities[node]).ThenBy(node => node)];
            for (int node = 0; node < isSource.Length; node++)
            {
                uint expected = isSource[node] ? (uint)Array.IndexOf(byId, node) : SourceIds.None;
                Assert.Equal((expected, expected), (ids.PageIds[node], ids.DomainIds[node]));
            }
        });

    private static void WriteScores(string folder, int[] domainAuthorities, int[] pageAuthorities)
    {
        using DomainScoresWriter domains = new(folder, folder, []);
        for (int root = 0; root < domainAuthorities.Length; root++)
        {
            domains.Add(
                [(byte)'a', (byte)('a' + root / 26), (byte)('a' + root % 26)],
                new DomainScores(1, 0, (byte)domainAuthorities[root], -1), default);
        }

        domains.Complete();
        using PageScoresWriter pages = new(folder, folder);
        foreach (int authority in pageAuthorities)
        {
            pages.Add(1, (byte)authority);
        }

        pages.Complete();
    }

    private sealed class Nodes : INodes, IDisposable
    {
        public Nodes(bool[] isSource, int[]? rootOf)
        {
            IsSource = new NativeArray<byte>(isSource.Length);
            RootOf = rootOf is null ? null : new NativeArray<uint>(rootOf.Length);
            for (int node = 0; node < isSource.Length; node++)
            {
                IsSource[node] = isSource[node] ? (byte)1 : (byte)0;
                if (RootOf is not null)
                {
                    RootOf[node] = (uint)rootOf![node];
                }
            }
        }

        public long Count => IsSource.Length;

        public NativeArray<byte> IsSource { get; }

        public NativeArray<uint>? RootOf { get; }

        public RunFile RootKeys => throw new NotSupportedException();

        public ReadOnlySpan<byte> RootDomainKey(ReadOnlySpan<byte> pageKey) => throw new NotSupportedException();

        public void ForEach(NodeAction onNode, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void Dispose()
        {
            IsSource.Dispose();
            RootOf?.Dispose();
        }
    }
}
