using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Graph;
using Vennlink.Ranking;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>
/// Gives the source domains their <see cref="DomainId"/>s and the source pages their <see cref="PageId"/>s, best first, and writes both
/// dictionaries. Holds 4 bytes a page and 5 a domain.
/// </summary>
internal sealed class SourceNumbering : IDisposable
{
    private const sbyte NoSpamScore = -1;

    private readonly uint _pageCount;
    private readonly uint _domainCount;
    private readonly SourcePagesWriter _pages;
    private readonly SourceDomainsWriter _domains;

    public SourceNumbering(string outputFolder, uint pageCount, uint domainCount)
    {
        _pageCount = pageCount;
        _domainCount = domainCount;
        _pages = new SourcePagesWriter(outputFolder, pageCount);
        _domains = new SourceDomainsWriter(outputFolder, domainCount);
        PageIdOf = new NativeArray<uint>(pageCount);
    }

    /// <summary>Id of each source page, by its ordinal in key order.</summary>
    public NativeArray<uint> PageIdOf { get; }

    /// <summary>First page of each domain id, then the page count.</summary>
    public NativeArray<uint> FirstPages => _domains.FirstPages;

    /// <summary>Numbers.</summary>
    /// <param name="scan">The source pages.</param>
    /// <param name="domains">All <see cref="DomainRecord"/>s; sorted here.</param>
    /// <param name="pageAuthorities">By ordinal in key order.</param>
    /// <param name="targets">Gets a <see cref="TargetRecord"/> for each source domain.</param>
    /// <param name="temporaryFolder">Folder for runs.</param>
    /// <param name="memoryBytes">Memory for sorting pages.</param>
    /// <param name="threadCount">Threads for sorting pages.</param>
    /// <param name="onPages">Progress.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    public void Run(
        SourceScan scan, ExternalSorter domains, NativeArray<byte> pageAuthorities, ExternalSorter targets, string temporaryFolder, long memoryBytes,
        int threadCount, Action<long>? onPages, CancellationToken cancellationToken)
    {
        using ExternalSorter byRank = new(temporaryFolder, memoryBytes, threadCount);
        using (NativeArray<byte> domainAuthorities = DomainAuthorities(domains, cancellationToken))
        {
            AddPages(byRank, scan.Sources!, domainAuthorities, pageAuthorities, cancellationToken);
        }

        using SortedRecords pages = byRank.Sort(cancellationToken);
        Number(pages, targets, onPages, cancellationToken);
    }

    public void Dispose()
    {
        _pages.Dispose();
        _domains.Dispose();
        PageIdOf.Dispose();
    }

    private NativeArray<byte> DomainAuthorities(ExternalSorter domains, CancellationToken cancellationToken)
    {
        NativeArray<byte> authorities = new(_domainCount);
        byte[] key = [];
        byte authority = AuthorityScale.FromLinkingDomains(0);
        using SortedRecords records = domains.Sort(cancellationToken);
        while (records.MoveNext())
        {
            // The count of a domain that is a target comes right before its ordinal, if it is a source.
            ReadOnlySpan<byte> recordKey = DomainRecord.Key(records.Current);
            bool isOrdinal = DomainRecord.ReadIsOrdinal(records.Current, recordKey.Length, out ulong value);
            if (!isOrdinal)
            {
                key = recordKey.ToArray();
                authority = AuthorityScale.FromLinkingDomains((long)value);
            }
            else
            {
                authorities[(long)value] = recordKey.SequenceEqual(key) ? authority : AuthorityScale.FromLinkingDomains(0);
            }
        }

        return authorities;
    }

    // Records whose byte order is the order of ids: DA descending, domain key, PA descending, page key; then the ordinal and the title.
    private static void AddPages(
        ExternalSorter byRank, RunFile sources, NativeArray<byte> domainAuthorities, NativeArray<byte> pageAuthorities, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> record = new();
        using RunReader reader = new(sources);
        for (uint source = 0; reader.MoveNext(); source++)
        {
            if (source % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> key = SourceRecord.Key(reader.Current);
            ReadOnlySpan<byte> root = key[..SourceRecord.RootLength(reader.Current, key.Length)];
            record.ResetWrittenCount();
            WriteByte(record, (byte)(byte.MaxValue - domainAuthorities[SourceRecord.Domain(reader.Current, key.Length)]));
            record.Write(root);
            WriteByte(record, 0);
            WriteByte(record, (byte)(byte.MaxValue - pageAuthorities[source]));
            record.Write(key);
            WriteByte(record, 0);
            BinaryPrimitives.WriteUInt32BigEndian(record.GetSpan(sizeof(uint)), source);
            record.Advance(sizeof(uint));
            record.Write(SourceRecord.Title(reader.Current, key.Length));
            byRank.Add(record.WrittenSpan);
        }
    }

    private void Number(SortedRecords pages, ExternalSorter targets, Action<long>? onPages, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> target = new();
        byte[] domain = [];
        byte[] form = [];
        uint page = 0;
        for (; pages.MoveNext(); page++)
        {
            if (page % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                onPages?.Invoke(page);
            }

            ReadOnlySpan<byte> record = pages.Current;
            byte domainAuthority = (byte)(byte.MaxValue - record[0]);
            ReadOnlySpan<byte> root = record[1..][..record[1..].IndexOf((byte)0)];
            ReadOnlySpan<byte> rest = record[(1 + root.Length + 1)..];
            byte pageAuthority = (byte)(byte.MaxValue - rest[0]);
            ReadOnlySpan<byte> key = ArcRecord.Key(rest[1..]);
            ReadOnlySpan<byte> tail = rest[(1 + key.Length + 1)..];
            if (page == 0 || !root.SequenceEqual(domain))
            {
                domain = root.ToArray();
                if (form.Length < root.Length + 2)
                {
                    form = new byte[2 * (root.Length + 2)];
                }

                TargetRecord.WriteDomain(target, form.AsSpan(0, TargetKey.WriteRootDomain(form, root)), _domains.Count);
                targets.Add(target.WrittenSpan);
                _domains.Add(root, domainAuthority, NoSpamScore, page);
            }

            PageIdOf[BinaryPrimitives.ReadUInt32BigEndian(tail)] = page;
            _pages.Add(key, tail[sizeof(uint)..], pageAuthority);
        }

        _pages.Complete();
        _domains.Complete(_pageCount);
    }

    private static void WriteByte(ArrayBufferWriter<byte> record, byte value)
    {
        record.GetSpan(1)[0] = value;
        record.Advance(1);
    }
}
