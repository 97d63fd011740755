using System.Buffers.Binary;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Graphs;

/// <summary>Writes <c>source.pages</c> and <c>source.domains</c> of a graph, whose keys come by place, in the order of ids.</summary>
/// <param name="sources">The ids.</param>
/// <param name="temporaryFolder">Existing folder.</param>
/// <param name="onKey">Told now and then how many keys of a file were read or written.</param>
/// <param name="cancellationToken">Checked now and then.</param>
internal sealed class GraphSourceFiles(GraphSources sources, string temporaryFolder, Action<long> onKey, CancellationToken cancellationToken)
{
    private const long CheckEvery = 65_536;

    // Id, authority, of a root domain its spam score; the key follows.
    private const int AuthorityOffset = sizeof(uint);
    private const int SpamOffset = AuthorityOffset + 1;
    private const int HeadBytes = SpamOffset + 1;

    // Pages of a longer stretch go to the sorter in several pieces.
    private const int MostGathered = 1 << 16;

    private readonly byte[] _record = new byte[2048];

    /// <summary>Writes both files where every vertex is a root domain and its one page.</summary>
    public void WriteVertices(RunFile keys, NativeArray<byte> authorities, NativeArray<sbyte> spamScores, SourcePagesWriter pages, SourceDomainsWriter domains)
    {
        using SortedRecords sorted = SortById(keys, sources.PageIds, authorities, spamScores);
        for (uint id = 0; Next(sorted, id); id++)
        {
            ReadOnlySpan<byte> labels = sorted.Current[HeadBytes..];
            domains.Add(labels, sorted.Current[AuthorityOffset], (sbyte)sorted.Current[SpamOffset], id);
            AddPage(pages, labels, sorted.Current[AuthorityOffset]);
        }

        pages.Complete();
        domains.Complete(sources.PageCount);
    }

    /// <summary>Writes the root pages of hosts.</summary>
    public void WriteHosts(RunFile keys, NativeArray<byte> authorities, GraphRoots roots, SourcePagesWriter pages)
    {
        using SortedRecords sorted = SortById(keys, authorities, roots);
        for (uint id = 0; Next(sorted, id); id++)
        {
            AddPage(pages, sorted.Current[HeadBytes..], sorted.Current[AuthorityOffset]);
        }

        pages.Complete();
    }

    /// <summary>Writes the root domains of hosts.</summary>
    public void WriteRoots(RunFile keys, NativeArray<byte> authorities, NativeArray<sbyte> spamScores, SourceDomainsWriter domains)
    {
        using SortedRecords sorted = SortById(keys, sources.DomainIds, authorities, spamScores);
        for (uint id = 0; Next(sorted, id); id++)
        {
            domains.Add(sorted.Current[HeadBytes..], sorted.Current[AuthorityOffset], (sbyte)sorted.Current[SpamOffset], sources.FirstPages![id]);
        }

        domains.Complete(sources.PageCount);
    }

    // Ids ascend with keys inside each Domain Authority, so sorting takes a run for each.
    private SortedRecords SortById(RunFile keys, NativeArray<uint> ids, NativeArray<byte> authorities, NativeArray<sbyte> spamScores)
    {
        using NaturalRunSorter byId = new(temporaryFolder, ExternalSorter.MinimumMemoryBytes);
        using RunReader reader = new(keys);
        for (long ordinal = 0; Next(reader, ordinal); ordinal++)
        {
            if (ids[ordinal] != GraphSources.None)
            {
                byId.Add(Record(ids[ordinal], authorities[ordinal], spamScores[ordinal], reader.Current));
            }
        }

        return byId.Sort(cancellationToken);
    }

    // Pages of one root domain go by Page Authority: so the pages of each closed stretch are put in order before, and then do as above.
    private SortedRecords SortById(RunFile keys, NativeArray<byte> authorities, GraphRoots roots)
    {
        using NaturalRunSorter byId = new(temporaryFolder, ExternalSorter.MinimumMemoryBytes);
        using RunReader reader = new(keys);
        List<(uint Id, byte[] Record)> gathered = [];
        for (long place = 0; Next(reader, place); place++)
        {
            if (roots.StartsStretch((uint)place) || gathered.Count == MostGathered)
            {
                AddGathered(byId, gathered);
            }

            uint id = sources.PageIds[place];
            if (id == GraphSources.None)
            {
                continue;
            }

            ReadOnlySpan<byte> record = Record(id, authorities[place], 0, reader.Current);
            if (gathered.Count == 0 && roots.StretchEnd((uint)place) == place + 1)
            {
                byId.Add(record);
            }
            else
            {
                gathered.Add((id, record.ToArray()));
            }
        }

        AddGathered(byId, gathered);
        return byId.Sort(cancellationToken);
    }

    private static void AddGathered(NaturalRunSorter byId, List<(uint Id, byte[] Record)> gathered)
    {
        gathered.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        foreach ((_, byte[] record) in gathered)
        {
            byId.Add(record);
        }

        gathered.Clear();
    }

    private ReadOnlySpan<byte> Record(uint id, byte authority, sbyte spamScore, ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_record, id);
        _record[AuthorityOffset] = authority;
        _record[SpamOffset] = (byte)spamScore;
        key.CopyTo(_record.AsSpan(HeadBytes));
        return _record.AsSpan(0, HeadBytes + key.Length);
    }

    private void AddPage(SourcePagesWriter pages, ReadOnlySpan<byte> labels, byte authority)
    {
        labels.CopyTo(_record);
        _record[labels.Length] = UrlKey.HostEnd;
        _record[labels.Length + 1] = (byte)'/';
        pages.Add(_record.AsSpan(0, labels.Length + 2), [], authority);
    }

    private bool Next(SortedRecords records, long done)
    {
        Check(done);
        return records.MoveNext();
    }

    private bool Next(RunReader keys, long done)
    {
        Check(done);
        return keys.MoveNext();
    }

    private void Check(long done)
    {
        if (done % CheckEvery == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            onKey(done);
        }
    }
}
