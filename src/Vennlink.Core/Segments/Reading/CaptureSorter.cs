using System.Buffers;
using System.Buffers.Binary;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Sorts records of captures, of which a few may be longer than <see cref="ExternalSorter"/> takes in the memory it has: those wait in a
/// file of their own, and their first bytes are sorted in their place. The result is the same for every memory. Adding is thread-safe.
/// </summary>
internal sealed class CaptureSorter : IDisposable
{
    // What a sorted record ends with: whole, or the start of one that is longer (then 8 bytes of its place in the file stand before this mark).
    private const byte Whole = 0;
    private const byte Start = 1;
    private const int MarkBytes = 1;
    private const int PlaceBytes = sizeof(long) + sizeof(int);

    private readonly Lock _lock = new();
    private readonly ExternalSorter _sorter;
    private readonly ArrayBufferWriter<byte> _sorted = new();
    private readonly string _longPath;
    private readonly int _longestWhole;
    private FileStream? _longRecords;

    /// <summary>Prepares.</summary>
    /// <param name="temporaryFolder">Existing folder; emptied of what stands there afterwards.</param>
    /// <param name="memoryBytes">As of <see cref="ExternalSorter"/>.</param>
    public CaptureSorter(string temporaryFolder, long memoryBytes)
    {
        _sorter = new ExternalSorter(temporaryFolder, memoryBytes);
        _longPath = Path.Combine(temporaryFolder, $"long-{Guid.NewGuid():n}");
        _longestWhole = _sorter.LongestRecordBytes - PlaceBytes - MarkBytes;
    }

    /// <summary>Adds one record; the bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        lock (_lock)
        {
            _sorted.ResetWrittenCount();
            if (record.Length <= _longestWhole)
            {
                _sorted.Write(record);
                Append(Whole);
            }
            else
            {
                _longRecords ??= new FileStream(_longPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
                _sorted.Write(record[.._longestWhole]);
                Span<byte> place = _sorted.GetSpan(PlaceBytes);
                BinaryPrimitives.WriteInt64BigEndian(place, _longRecords.Position);
                BinaryPrimitives.WriteInt32BigEndian(place[sizeof(long)..], record.Length);
                _sorted.Advance(PlaceBytes);
                Append(Start);
                _longRecords.Write(record);
            }

            _sorter.Add(_sorted.WrittenSpan);
        }
    }

    /// <summary>Hands all records over in byte order. Callable once, when nobody adds any more.</summary>
    public void Drain(Action<ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        _longRecords?.Flush();
        using SortedRecords records = _sorter.Sort(cancellationToken);
        using MappedFile? longRecords = _longRecords is null ? null : MappedFile.Open(_longPath, MapAdvice.Random);

        // Long records that agree in all that was sorted are put in order by their whole bytes. A whole record may agree with them too,
        // being longest: it is then shorter than any of them, so it stands before them already.
        List<(long Offset, int Length)> alike = [];
        byte[] start = [];
        while (records.MoveNext())
        {
            ReadOnlySpan<byte> record = records.Current[..^MarkBytes];
            if (records.Current[^1] == Whole)
            {
                TakeAlike();
                take(record);
            }
            else
            {
                ReadOnlySpan<byte> place = record[^PlaceBytes..];
                if (!record[..^PlaceBytes].SequenceEqual(start))
                {
                    TakeAlike();
                    start = record[..^PlaceBytes].ToArray();
                }

                alike.Add((BinaryPrimitives.ReadInt64BigEndian(place), BinaryPrimitives.ReadInt32BigEndian(place[sizeof(long)..])));
            }
        }

        TakeAlike();

        void TakeAlike()
        {
            alike.Sort((one, other) => longRecords!.Slice(one.Offset, one.Length).SequenceCompareTo(longRecords.Slice(other.Offset, other.Length)));
            foreach ((long offset, int length) in alike)
            {
                take(longRecords!.Slice(offset, length));
            }

            alike.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sorter.Dispose();
        if (_longRecords is not null)
        {
            _longRecords.Dispose();
            File.Delete(_longPath);
        }
    }

    private void Append(byte mark)
    {
        _sorted.GetSpan(MarkBytes)[0] = mark;
        _sorted.Advance(MarkBytes);
    }
}
