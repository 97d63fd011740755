using Vennlink.Segments;
using Vennlink.Storage;

namespace Vennlink.Merge;

/// <summary>Takes the records of all segments in their common order, and writes each page as soon as its last record is seen.</summary>
/// <remarks>The order does half of the work: a page's captures come by time, those of one instant best first, then its rows with equal ones together.</remarks>
internal sealed class LiveView(LivePagesWriter writer)
{
    private readonly PageHistory _history = new();
    private readonly LivePage _page = new();
    private Capture _next = new();
    private readonly Instant _instant = new();
    private readonly FoldedRow _row = new();
    private readonly RowTitle _rowTitle = new();
    private bool _hasPage;
    private bool _inRows;
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
        CaptureFormat.Read(ref reader, record, _next);
        if (!_hasPage || !_next.Key.SequenceEqual(_page.Key))
        {
            EndPage();
            _page.Reset(_next.Key);
            _hasPage = true;
        }

        if (_next.Kind == CaptureKind.Row)
        {
            AddRow(merge.FileId);
        }
        else
        {
            AddCapture(record, merge.FileId);
        }
    }

    /// <summary>Writes the last page.</summary>
    public void Complete() => EndPage();

    private void AddCapture(ReadOnlySpan<byte> record, int fileId)
    {
        _captureCount++;
        if (_instant.TryFold(_next, record, fileId))
        {
            _foldedCount++;
            return;
        }

        _instant.ApplyTo(_history);
        _instant.Start(ref _next, record, fileId);
    }

    private void AddRow(int fileId)
    {
        _rowCount++;
        if (!_inRows)
        {
            EndCaptures();
            _inRows = true;
        }

        // A list may give one date only: it is then both the first and the last time its row speaks of.
        _page.FirstSeenSeconds = Times.Earlier(_page.FirstSeenSeconds, _next.FirstSeenSeconds ?? _next.LastSeenSeconds);
        _page.LastSeenSeconds = Times.Later(_page.LastSeenSeconds, _next.LastSeenSeconds ?? _next.FirstSeenSeconds);
        _rowTitle.Offer(_next, fileId);
        if (_row.TryFold(_next, fileId))
        {
            _foldedCount++;
            return;
        }

        _row.WriteTo(_page);
        _row.Start(_next, fileId);
    }

    // Live links of captures stand before those of rows, lost ones behind both.
    private void EndCaptures()
    {
        _instant.ApplyLastTo(_history, _page);
        _page.FirstSeenSeconds = _history.FirstSeenSeconds;
        _page.LastSeenSeconds = _history.LastSeenSeconds;
        _history.WriteLive(_page);
    }

    private void EndPage()
    {
        if (!_hasPage)
        {
            return;
        }

        if (_inRows)
        {
            _row.WriteTo(_page);
        }
        else
        {
            EndCaptures();
        }

        if (_inRows || _history.IsKnown)
        {
            _history.WriteLost(_page);
            _page.HttpStatus = _history.HttpStatus;
            _page.SetTitle(_history.Title.Length > 0 ? _history.Title : _rowTitle.Title);
            writer.Add(_page);
        }

        _history.Clear();
        _rowTitle.Clear();
        _hasPage = false;
        _inRows = false;
    }
}
