using System.Buffers;
using Vennlink.Storage.Bytes;

namespace Vennlink.Segments.Reading;

/// <summary>
/// Between sorting and segment: the rows of a page that came in several parts become one record; everything else passes
/// as it is.
/// </summary>
/// <param name="take">Given every record of the segment, in order.</param>
internal sealed class RowsJoin(Action<ReadOnlySpan<byte>> take)
{
    private readonly PageRows _page = new();
    private readonly ArrayBufferWriter<byte> _first = new();
    private readonly ArrayBufferWriter<byte> _joined = new();
    private bool _isJoining;

    /// <summary>Takes the next record in byte order.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        if (!SegmentRecord.IsRows(record))
        {
            End();
            take(record);
        }
        else if (_first.WrittenCount > 0 && SegmentRecord.Key(_first.WrittenSpan)
            .SequenceEqual(SegmentRecord.Key(record)))
        {
            if (!_isJoining)
            {
                _isJoining = true;
                _page.Reset(SegmentRecord.Key(record));
                Join(_first.WrittenSpan);
            }

            Join(record);
        }
        else
        {
            End();
            _first.Write(record);
        }
    }

    /// <summary>Hands over what is left.</summary>
    public void End()
    {
        if (_isJoining)
        {
            _page.Fold();
            _joined.ResetWrittenCount();
            _page.Write(_joined);
            take(_joined.WrittenSpan);
        }
        else if (_first.WrittenCount > 0)
        {
            take(_first.WrittenSpan);
        }

        _isJoining = false;
        _first.ResetWrittenCount();
    }

    private void Join(ReadOnlySpan<byte> record)
    {
        PageRowsRecord rows = new(new ByteReader(record, "sorted rows", 0));
        _page.Add(rows, 0);
    }
}
