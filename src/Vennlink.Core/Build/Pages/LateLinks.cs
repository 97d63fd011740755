using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vennlink.Graph.Arcs;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>
/// Links inside root domains that <see cref="InternalLinks"/> had no room for: sorted by the hash of their target,
/// which brings them to the page, and then by source. Takes no memory until there are any. Not thread-safe.
/// </summary>
/// <param name="spill">Gets the arcs.</param>
/// <param name="outDegrees">Each distinct target of a page is counted.</param>
/// <param name="temporaryFolder">Folder for sorts.</param>
/// <param name="memoryBytes">For two sorts.</param>
internal sealed class LateLinks(
    ArcSpill spill, NativeArray<uint> outDegrees, string temporaryFolder, long memoryBytes) : IDisposable
{
    private const byte PageMark = 0;
    private const byte LinkMark = 1;
    private const int HashBytes = sizeof(ulong);
    private const int RecordBytes = HashBytes + 1 + sizeof(uint);

    private ExternalSorter? _byTarget;

    private long SortBytes => Math.Max(ExternalSorter.MinMemoryBytes, memoryBytes / 2);

    /// <summary>Adds a page that late links may lead to.</summary>
    public void AddPage(ulong hash, uint page) => Add(hash, PageMark, page);

    /// <summary>Adds a followed link; of equal ones one counts.</summary>
    public void AddLink(ulong targetHash, uint source) => Add(targetHash, LinkMark, source);

    /// <summary>Writes the arcs.</summary>
    public void Complete(CancellationToken cancellationToken)
    {
        if (_byTarget is null)
        {
            return;
        }

        using ExternalSorter bySource = new(temporaryFolder, SortBytes);
        using (SortedRecords records = _byTarget.Sort(cancellationToken))
        {
            Join(records, bySource, cancellationToken);
        }

        using SortedRecords arcs = bySource.Sort(cancellationToken);
        Write(arcs, cancellationToken);
    }

    public void Dispose() => _byTarget?.Dispose();

    private void Add(ulong hash, byte mark, uint page)
    {
        _byTarget ??= new ExternalSorter(temporaryFolder, SortBytes);
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteUInt64BigEndian(record, hash);
        record[HashBytes] = mark;
        BinaryPrimitives.WriteUInt32BigEndian(record[(HashBytes + 1)..], page);
        _byTarget.Add(record);
    }

    private void Join(SortedRecords records, ExternalSorter bySource, CancellationToken cancellationToken)
    {
        Span<byte> last = stackalloc byte[RecordBytes];
        Span<byte> arc = stackalloc byte[2 * sizeof(uint)];
        last.Clear();
        uint? target = null;
        for (long count = 0; records.MoveNext(); count++)
        {
            if (count % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> record = records.Current;
            bool isSameTarget = count > 0 && record[..HashBytes].SequenceEqual(last[..HashBytes]);
            if (count > 0 && record.SequenceEqual(last))
            {
                continue;
            }

            record.CopyTo(last);
            uint page = BinaryPrimitives.ReadUInt32BigEndian(record[(HashBytes + 1)..]);
            target = isSameTarget ? target : null;
            if (record[HashBytes] == PageMark)
            {
                target ??= page;
            }
            else if (page != target)
            {
                outDegrees[page]++;
                if (target is { } place)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(arc, page);
                    BinaryPrimitives.WriteUInt32BigEndian(arc[sizeof(uint)..], place);
                    bySource.Add(arc);
                }
            }
        }
    }

    private void Write(SortedRecords arcs, CancellationToken cancellationToken)
    {
        ArcSpill.Writer writer = spill.OpenWriter();
        List<uint> targets = [];
        uint source = 0;
        for (long count = 0; arcs.MoveNext(); count++)
        {
            if (count % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            uint next = BinaryPrimitives.ReadUInt32BigEndian(arcs.Current);
            if (next != source)
            {
                writer.Add(source, CollectionsMarshal.AsSpan(targets));
                targets.Clear();
                source = next;
            }

            targets.Add(BinaryPrimitives.ReadUInt32BigEndian(arcs.Current[sizeof(uint)..]));
        }

        writer.Add(source, CollectionsMarshal.AsSpan(targets));
        writer.Complete();
    }
}
