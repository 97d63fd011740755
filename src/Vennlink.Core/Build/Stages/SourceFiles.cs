using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Sorting;
using Vennlink.Urls;

namespace Vennlink.Build.Stages;

/// <summary>Writes <c>source.pages</c>, <c>source.domains</c> and <c>source.hosts</c>, in the order of ids. A new
/// column of sources is added here, and to its writer.</summary>
internal static class SourceFiles
{
    // What a record holds: page id, Page Authority, Domain Authority, spam score, number of the host; page key, zero,
    // language, title.
    private const int PageAuthorityOffset = sizeof(uint);
    private const int DomainAuthorityOffset = PageAuthorityOffset + 1;
    private const int SpamOffset = DomainAuthorityOffset + 1;
    private const int HostOffset = SpamOffset + 1;
    private const int HeadBytes = HostOffset + sizeof(uint);
    private const long ReportEvery = 65_536;

    /// <summary>Writes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="areHosts">Whether each node is a host of its own, so that no hosts are written.</param>
    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="memoryBytes">For sorting what is not nearly in order.</param>
    /// <param name="onPages">Told now and then how many source pages are written.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    public static void Write(
        INodes nodes, SourceIds ids, ScoreColumns scores, bool areHosts, string folder, string temporaryFolder,
        long memoryBytes, Action<long> onPages, CancellationToken cancellationToken)
    {
        using SourceHostsWriter? hosts =
            areHosts ? null : new(folder, temporaryFolder, ids.PageCount, ids.DomainCount);
        using SourcePagesWriter pages = new(folder, ids.PageCount);
        using SourceDomainsWriter domains = new(folder, ids.FirstPages);
        using SortedRecords byId = SortById(
            nodes, ids, scores, hosts, temporaryFolder, memoryBytes, cancellationToken);
        for (uint page = 0; byId.MoveNext(); page++)
        {
            if (page % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onPages(page);
            }

            ReadOnlySpan<byte> record = byId.Current;
            ReadOnlySpan<byte> key = PageRecord.Key(record[HeadBytes..]);
            if (ids.FirstPages[domains.Count] == page)
            {
                domains.Add(nodes.RootDomainKey(key), record[DomainAuthorityOffset], (sbyte)record[SpamOffset]);
            }

            hosts?.AddPage(page, domains.Count - 1, BinaryPrimitives.ReadUInt32BigEndian(record[HostOffset..]));
            pages.Add(key, PageRecord.Title(record[HeadBytes..], key.Length), record[PageAuthorityOffset],
                PageRecord.Language(record[HeadBytes..], key.Length));
        }

        pages.Complete();
        domains.Complete();
        hosts?.Complete();
    }

    // Keys come in order, and ids ascend with them inside each authority: so sorting takes a run for each.
    private static SortedRecords SortById(
        INodes nodes, SourceIds ids, ScoreColumns scores, SourceHostsWriter? hosts, string temporaryFolder,
        long memoryBytes, CancellationToken cancellationToken)
    {
        using NaturalRunSorter byId = new(temporaryFolder, memoryBytes);
        byte[] record = new byte[2048];
        ArrayBufferWriter<byte> hostKey = new();
        uint host = 0;
        nodes.ForEach(
            (node, key, title, language) =>
            {
                uint id = ids.PageIds[node];
                if (id == SourceIds.None)
                {
                    return;
                }

                int length = HeadBytes + PageRecord.Bytes(key, title);
                record = record.Length < length ? new byte[2 * length] : record;
                long root = nodes.RootOf?[node] ?? node;
                if (hosts is not null && !UrlKey.HostKey(key).SequenceEqual(hostKey.WrittenSpan))
                {
                    host = hosts.AddHost(ids.DomainIds[root]);
                    hostKey.ResetWrittenCount();
                    hostKey.Write(UrlKey.HostKey(key));
                }

                BinaryPrimitives.WriteUInt32BigEndian(record, id);
                record[PageAuthorityOffset] = scores.PageAuthorities[node];
                record[DomainAuthorityOffset] = scores.DomainAuthorities[root];
                record[SpamOffset] = (byte)scores.SpamScores[root];
                BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(HostOffset), host);
                byId.Add(record.AsSpan(
                    0, HeadBytes + PageRecord.Write(record.AsSpan(HeadBytes), key, language, title)));
            },
            cancellationToken);
        return byId.Sort(cancellationToken);
    }
}
