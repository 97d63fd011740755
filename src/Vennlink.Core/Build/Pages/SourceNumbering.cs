using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Snapshots.Sources;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>
/// Gives the source domains their <see cref="DomainId"/>s and the source pages their <see cref="PageId"/>s, best first, and writes both
/// dictionaries. Holds 4 bytes a live page and 6 a source domain.
/// </summary>
internal sealed class SourceNumbering : IDisposable
{
    private readonly uint _pageCount;
    private readonly SourcePagesWriter _pages;
    private readonly SourceDomainsWriter _domains;

    public SourceNumbering(string outputFolder, SourceScan scan)
    {
        _pageCount = scan.SourceCount;
        _pages = new SourcePagesWriter(outputFolder, scan.SourceCount);
        _domains = new SourceDomainsWriter(outputFolder, scan.DomainCount);
        PageIdOf = new NativeArray<uint>(scan.PageCount);
    }

    /// <summary>Id of each live page that is a source, by its ordinal in key order.</summary>
    public NativeArray<uint> PageIdOf { get; }

    /// <summary>First page of each domain id, then the page count.</summary>
    public NativeArray<uint> FirstPages => _domains.FirstPages;

    /// <summary>Numbers.</summary>
    /// <param name="pages">Live pages, as <see cref="PageRecord"/>.</param>
    /// <param name="domainAuthorities">By ordinal of the source domain.</param>
    /// <param name="spamScores">By ordinal of the source domain.</param>
    /// <param name="pageAuthorities">By ordinal of the live page.</param>
    /// <param name="targets">Gets a <see cref="TargetRecord"/> for each source domain.</param>
    /// <param name="temporaryFolder">Folder for runs.</param>
    /// <param name="memoryBytes">Memory for sorting pages.</param>
    /// <param name="threadCount">Threads for sorting pages.</param>
    /// <param name="onPages">Progress.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    public void Run(
        RunFile pages, NativeArray<byte> domainAuthorities, NativeArray<sbyte> spamScores, NativeArray<byte> pageAuthorities, ExternalSorter targets,
        string temporaryFolder, long memoryBytes, int threadCount, Action<long>? onPages, CancellationToken cancellationToken)
    {
        using ExternalSorter byRank = new(temporaryFolder, memoryBytes, threadCount);
        AddPages(byRank, pages, domainAuthorities, spamScores, pageAuthorities, cancellationToken);
        using SortedRecords sorted = byRank.Sort(cancellationToken);
        Number(sorted, targets, onPages, cancellationToken);
    }

    public void Dispose()
    {
        _pages.Dispose();
        _domains.Dispose();
        PageIdOf.Dispose();
    }

    // Records whose byte order is the order of ids: DA descending, domain key, PA descending, page key; then the ordinal, the spam score and the title.
    private static void AddPages(
        ExternalSorter byRank, RunFile pages, NativeArray<byte> domainAuthorities, NativeArray<sbyte> spamScores, NativeArray<byte> pageAuthorities,
        CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> record = new();
        using RunReader reader = new(pages);
        for (uint page = 0; reader.MoveNext(); page++)
        {
            if (page % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> key = PageRecord.Key(reader.Current);
            if (!PageRecord.IsSource(reader.Current, key.Length))
            {
                continue;
            }

            ReadOnlySpan<byte> root = key[..PageRecord.RootLength(reader.Current, key.Length)];
            uint domain = PageRecord.Domain(reader.Current, key.Length);
            record.ResetWrittenCount();
            WriteByte(record, (byte)(byte.MaxValue - domainAuthorities[domain]));
            record.Write(root);
            WriteByte(record, 0);
            WriteByte(record, (byte)(byte.MaxValue - pageAuthorities[page]));
            record.Write(key);
            WriteByte(record, 0);
            BinaryPrimitives.WriteUInt32BigEndian(record.GetSpan(sizeof(uint)), page);
            record.Advance(sizeof(uint));
            WriteByte(record, (byte)spamScores[domain]);
            record.Write(PageRecord.Title(reader.Current, key.Length));
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
                _domains.Add(root, domainAuthority, (sbyte)tail[sizeof(uint)], page);
            }

            PageIdOf[BinaryPrimitives.ReadUInt32BigEndian(tail)] = page;
            _pages.Add(key, tail[(sizeof(uint) + 1)..], pageAuthority);
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
