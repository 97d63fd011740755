using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>
/// Finds the targets that have the same sources, so that their lists are stored once: the walk that ranks shows every long list, and the walk
/// that writes them, in the same order, asks for each whether it was written before.
/// </summary>
/// <remarks>Lists are told apart by 128-bit hashes. Two sorts in bounded memory, and 8 bytes for each list that occurs twice.</remarks>
internal sealed class DuplicateLists : IDisposable
{
    private const int HashBytes = 16;

    private readonly string _temporaryFolder;
    private readonly long _memoryBytes;
    private readonly ExternalSorter _byHash;
    private long _shownCount;
    private long _askedCount;
    private SortedRecords? _repeated;
    private long _nextRepeated = long.MaxValue;
    private long _nextGroup;
    private bool _asksForRepeated;
    private long _group;
    private NativeArray<long>? _offsetOfGroup;

    public DuplicateLists(string temporaryFolder, long memoryBytes)
    {
        _temporaryFolder = temporaryFolder;
        _memoryBytes = memoryBytes;
        _byHash = new ExternalSorter(temporaryFolder, memoryBytes);
    }

    /// <summary>First walk: shows the next list.</summary>
    public void Show(ReadOnlySpan<ulong> elements)
    {
        Span<byte> record = stackalloc byte[HashBytes + sizeof(long)];
        BinaryPrimitives.WriteUInt128BigEndian(record, SecretHash.Of128(MemoryMarshal.AsBytes(elements)));
        BinaryPrimitives.WriteInt64BigEndian(record[HashBytes..], _shownCount++);
        _byHash.Add(record);
    }

    /// <summary>Between the walks.</summary>
    public void EndShowing(CancellationToken cancellationToken)
    {
        using ExternalSorter byOrdinal = new(_temporaryFolder, _memoryBytes);
        long groupCount = 0;
        using (SortedRecords lists = _byHash.Sort(cancellationToken))
        {
            Span<byte> first = stackalloc byte[HashBytes + sizeof(long)];
            bool hasFirst = false;
            bool isGroup = false;
            while (lists.MoveNext())
            {
                ReadOnlySpan<byte> list = lists.Current;
                if (!hasFirst || !list[..HashBytes].SequenceEqual(first[..HashBytes]))
                {
                    list.CopyTo(first);
                    hasFirst = true;
                    isGroup = false;
                    continue;
                }

                if (!isGroup)
                {
                    isGroup = true;
                    AddRepeated(byOrdinal, first[HashBytes..], groupCount++);
                }

                AddRepeated(byOrdinal, list[HashBytes..], groupCount - 1);
            }
        }

        _offsetOfGroup = new NativeArray<long>(groupCount);
        _repeated = byOrdinal.Sort(cancellationToken);
        ReadNextRepeated();
    }

    /// <summary>Second walk: asks whether the next list was written before. When not, <see cref="Written"/> must follow.</summary>
    /// <param name="offset">Where it was written.</param>
    public bool TryGetOffset(out long offset)
    {
        _asksForRepeated = _askedCount++ == _nextRepeated;
        if (!_asksForRepeated)
        {
            offset = 0;
            return false;
        }

        _group = _nextGroup;
        ReadNextRepeated();

        // Stored one higher, since zero means not written yet.
        offset = _offsetOfGroup![_group] - 1;
        return offset >= 0;
    }

    /// <summary>Second walk: tells where the list that was asked for is written.</summary>
    public void Written(long offset)
    {
        if (_asksForRepeated)
        {
            _offsetOfGroup![_group] = offset + 1;
        }
    }

    public void Dispose()
    {
        _byHash.Dispose();
        _repeated?.Dispose();
        _offsetOfGroup?.Dispose();
    }

    private static void AddRepeated(ExternalSorter byOrdinal, ReadOnlySpan<byte> ordinal, long group)
    {
        Span<byte> record = stackalloc byte[2 * sizeof(long)];
        ordinal.CopyTo(record);
        BinaryPrimitives.WriteInt64BigEndian(record[sizeof(long)..], group);
        byOrdinal.Add(record);
    }

    private void ReadNextRepeated()
    {
        if (_repeated!.MoveNext())
        {
            _nextRepeated = BinaryPrimitives.ReadInt64BigEndian(_repeated.Current);
            _nextGroup = BinaryPrimitives.ReadInt64BigEndian(_repeated.Current[sizeof(long)..]);
        }
        else
        {
            _nextRepeated = long.MaxValue;
        }
    }
}
