using System.Buffers;
using Vennlink.Segments;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>Takes the records of all segments in their common order, and writes each page as soon as its last record is seen.</summary>
/// <remarks>The order does half of the work: a page's captures come by time, those of one instant best first, then its rows.</remarks>
internal sealed class LiveView(LivePagesWriter writer)
{
    private readonly PageHistory _history = new();
    private readonly LivePage _page = new();
    private Capture _next = new();
    private readonly Instant _instant = new();
    private readonly PageRows _rows = new();

    // The first record of rows of the page: when nothing else is known of it, its links go into the view as they stand.
    private readonly ArrayBufferWriter<byte> _firstRows = new();
    private (int FileId, string FileName, long BlockOffset) _firstRowsFrom;
    private int _rowsRecordCount;
    private bool _hasPage;
    private bool _hasCaptures;
    private long _captureCount;
    private long _rowCount;
    private long _foldedCount;

    /// <summary>What was read and written; whole after <see cref="Complete"/>.</summary>
    public MergeReport Report => new(writer.PageCount, writer.LinkCount, writer.LostLinkCount, _captureCount, _rowCount, _foldedCount);

    /// <summary>Takes the record <paramref name="merge"/> stands at.</summary>
    public void Add(SegmentMerge merge)
    {
        ReadOnlySpan<byte> record = merge.Current;
        ByteReader reader = new(record, merge.FileName, merge.BlockOffset);
        if (CaptureFormat.IsRows(record))
        {
            StartPage(CaptureFormat.Key(record));
            AddRows(reader, record, merge);
            return;
        }

        CaptureFormat.Read(ref reader, record, _next);
        StartPage(_next.Key);
        AddCapture(record, merge.FileId);
    }

    /// <summary>Writes the last page.</summary>
    public void Complete() => EndPage();

    private void StartPage(ReadOnlySpan<byte> key)
    {
        if (!_hasPage || !key.SequenceEqual(_page.Key))
        {
            EndPage();
            _page.Reset(key);
            _hasPage = true;
        }
    }

    private void AddCapture(ReadOnlySpan<byte> record, int fileId)
    {
        _captureCount++;
        _hasCaptures = true;
        if (_instant.TryFold(_next, record, fileId))
        {
            _foldedCount++;
            return;
        }

        _instant.ApplyTo(_history);
        _instant.Start(ref _next, record, fileId);
    }

    private void AddRows(ByteReader reader, ReadOnlySpan<byte> record, SegmentMerge merge)
    {
        if (_rowsRecordCount++ == 0)
        {
            _firstRows.ResetWrittenCount();
            _firstRows.Write(record);
            _firstRowsFrom = (merge.FileId, merge.FileName, merge.BlockOffset);
            return;
        }

        if (_rowsRecordCount == 2)
        {
            StartRows();
        }

        PageRowsRecord rows = new(reader, record);
        _rows.Add(rows, merge.FileId);
    }

    private PageRowsRecord FirstRows() =>
        new(new ByteReader(_firstRows.WrittenSpan, _firstRowsFrom.FileName, _firstRowsFrom.BlockOffset), _firstRows.WrittenSpan);

    private void StartRows()
    {
        _rows.Reset(_page.Key);
        PageRowsRecord first = FirstRows();
        _rows.Add(first, _firstRowsFrom.FileId);
    }

    private void EndPage()
    {
        if (!_hasPage)
        {
            return;
        }

        if (!_hasCaptures && _rowsRecordCount == 1)
        {
            PageRowsRecord rows = FirstRows();
            _rowCount += rows.RowCount;
            _foldedCount += rows.RowCount - rows.LinkCount;
            writer.Add(rows, _firstRowsFrom.FileId);
        }
        else
        {
            WritePage();
        }

        _rowsRecordCount = 0;
        _hasPage = false;
    }

    // Live links of captures stand before those of rows, lost ones behind both.
    private void WritePage()
    {
        if (_rowsRecordCount == 1)
        {
            StartRows();
        }

        _instant.ApplyLastTo(_history, _page);
        _page.FirstSeenSeconds = _history.FirstSeenSeconds;
        _page.LastSeenSeconds = _history.LastSeenSeconds;
        _history.WriteLive(_page);
        if (_rowsRecordCount > 0)
        {
            WriteRows();
        }

        if (_rowsRecordCount > 0 || _history.IsKnown)
        {
            _history.WriteLost(_page);
            _page.HttpStatus = _history.HttpStatus;
            _page.SetTitle(_history.Title.Length > 0 || _rowsRecordCount == 0 ? _history.Title : _rows.Title);
            writer.Add(_page);
        }

        _history.Clear();
        _hasCaptures = false;
    }

    private void WriteRows()
    {
        _rows.Fold();
        _rowCount += _rows.RowCount;
        _foldedCount += _rows.RowCount - _rows.LinkCount;
        _page.FirstSeenSeconds = Times.Earlier(_page.FirstSeenSeconds, _rows.FirstSeenSeconds);
        _page.LastSeenSeconds = Times.Later(_page.LastSeenSeconds, _rows.LastSeenSeconds);
        for (int index = 0; index < _rows.LinkCount; index++)
        {
            _rows.ReadLink(index, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> anchor, out KnownLink link);
            _page.Add(target, anchor, new LinkFacts(link.Kind, link.Rel, link.IsLost, link.FirstSeenSeconds, link.LastSeenSeconds, link.FileId, link.OffsetBytes));
        }
    }
}
