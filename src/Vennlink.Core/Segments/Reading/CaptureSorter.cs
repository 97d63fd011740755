using System.Buffers.Binary;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Sorts records of captures, of which a few may be longer than <see cref="ExternalSorter"/> takes in the memory it
/// has: those wait in a file of their own, and their first bytes are sorted in their place. The result is the same for
/// every memory. Adding is thread-safe.
/// </summary>
internal sealed class CaptureSorter : IDisposable
{
    // Behind the start of a long record stands its place in the file: offset and length. So it is longer than any whole
    // record, and told by that.
    private const int PlaceBytes = sizeof(long) + sizeof(int);

    private readonly Lock _lock = new();
    private readonly ExternalSorter _sorter;
    private readonly string _longPath;
    private readonly int _maxWholeBytes;
    private FileStream? _longRecords;

    /// <summary>Prepares.</summary>
    /// <param name="temporaryFolder">Existing folder; emptied of what stands there afterwards.</param>
    /// <param name="memoryBytes">As of <see cref="ExternalSorter"/>.</param>
    public CaptureSorter(string temporaryFolder, long memoryBytes)
    {
        _sorter = new ExternalSorter(temporaryFolder, memoryBytes);
        _longPath = Path.Combine(temporaryFolder, $"long-{Guid.NewGuid():n}");
        _maxWholeBytes = _sorter.MaxRecordBytes - PlaceBytes;
    }

    /// <summary>Adds one record; the bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        lock (_lock)
        {
            if (record.Length <= _maxWholeBytes)
            {
                _sorter.Add(record);
                return;
            }

            _longRecords ??= new FileStream(_longPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
            byte[] start = new byte[_maxWholeBytes + PlaceBytes];
            record[.._maxWholeBytes].CopyTo(start);
            BinaryPrimitives.WriteInt64BigEndian(start.AsSpan(_maxWholeBytes), _longRecords.Position);
            BinaryPrimitives.WriteInt32BigEndian(start.AsSpan(_maxWholeBytes + sizeof(long)), record.Length);
            _sorter.Add(start);
            _longRecords.Write(record);
        }
    }

    /// <summary>Hands all records over in byte order. Callable once, when nobody adds any more.</summary>
    public void Drain(Action<ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        _longRecords?.Flush();
        using SortedRecords records = _sorter.Sort(cancellationToken);
        using MappedFile? longRecords = _longRecords is null ? null : MappedFile.Open(_longPath, MapAdvice.Random);

        // Long records that agree in all that was sorted are put in order by their whole bytes. A whole record may
        // agree with them too, being longest: it is then shorter than any of them, so it stands before them already.
        List<(long Offset, int Length)> alike = [];
        byte[] start = [];
        while (records.MoveNext())
        {
            ReadOnlySpan<byte> record = records.Current;
            if (record.Length <= _maxWholeBytes)
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

                alike.Add(
                    (BinaryPrimitives.ReadInt64BigEndian(place),
                        BinaryPrimitives.ReadInt32BigEndian(place[sizeof(long)..])));
            }
        }

        TakeAlike();

        void TakeAlike()
        {
            alike.Sort((one, other) => longRecords!.Slice(one.Offset, one.Length)
                .SequenceCompareTo(longRecords.Slice(other.Offset, other.Length)));
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
}
