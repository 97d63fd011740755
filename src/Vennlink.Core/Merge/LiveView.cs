using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Segments.Stored;

namespace Vennlink.Merge;

/// <summary>
/// Takes the records of all segments in their common order, and writes each page as soon as its last record is seen.
/// </summary>
/// <remarks>
/// The order does half of the work: a page's captures come by time, those of one instant best first, then its rows.
/// Most pages have one record only; what that says goes into the view as it is stored.
/// </remarks>
/// <param name="writer">Gets the pages.</param>
/// <param name="cutoff">Up to when records count; null for all.</param>
internal sealed class LiveView(LivePagesWriter writer, MergeCutoff? cutoff = null)
{
    private readonly LivePage _page = new();
    private readonly PageHistory _history = new();
    private readonly PageRows _rows = new();

    // The capture that speaks for the latest instant, until another instant or the end of the page is seen.
    private readonly HeldRecord _instant = new();

    // The first record of rows of the page, until another one or the end of the page is seen.
    private readonly HeldRecord _firstRows = new();
    private bool _hasPage;
    private bool _hasHistory;
    private bool _hasRows;
    private long _captureCount;
    private long _rowCount;
    private long _foldedCount;

    /// <summary>What was read and written; whole after <see cref="Complete"/>.</summary>
    public MergeReport Report =>
        new(writer.PageCount, writer.LinkCount, writer.LostLinkCount, _captureCount, _rowCount, _foldedCount);

    /// <summary>Takes the record <paramref name="merge"/> stands at.</summary>
    public void Add(SegmentMerge merge)
    {
        if (SegmentRecord.IsRows(merge.Current))
        {
            PageRowsRecord rows = new(merge.Reader);
            StartPage(rows.Page.Key);
            AddRows(rows, merge);
        }
        else
        {
            CaptureRecord capture = new(merge.Reader);
            StartPage(capture.Page.Key);
            if (cutoff is null || cutoff.Takes(capture))
            {
                AddCapture(capture, merge);
            }
        }
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

    private void AddCapture(in CaptureRecord next, SegmentMerge merge)
    {
        _captureCount++;
        if (!_instant.IsEmpty)
        {
            CaptureRecord speaker = new(_instant.Reader);
            if (!next.IsOfMoment(speaker))
            {
                TellInstant();
            }
            else
            {
                _foldedCount++;

                // The same capture in several files is shown with the first of them in canonical order, wherever it
                // stands in each.
                int order = next.CompareBelief(speaker);
                if (order > 0 || (order == 0
                    && (merge.FileId, next.OffsetBytes).CompareTo((_instant.FileId, speaker.OffsetBytes)) >= 0))
                {
                    return;
                }
            }
        }

        _instant.Take(merge);
    }

    private void AddRows(in PageRowsRecord next, SegmentMerge merge)
    {
        if (cutoff is not null && !cutoff.TakesWhole(next))
        {
            AddPartOfRows(next, merge, cutoff);
            return;
        }

        if (_firstRows.IsEmpty && !_hasRows)
        {
            _firstRows.Take(merge);
            return;
        }

        GatherFirstRows();
        _rows.Add(next, merge.FileId);
    }

    private void AddPartOfRows(in PageRowsRecord next, SegmentMerge merge, MergeCutoff cutoff)
    {
        GatherFirstRows();
        if (!_hasRows)
        {
            _rows.Reset(next.Page.Key);
        }

        _hasRows |= cutoff.TakePart(next, merge.FileId, _rows);
    }

    private void TellInstant()
    {
        if (!_instant.IsEmpty)
        {
            _history.Apply(new CaptureRecord(_instant.Reader), _instant.FileId);
            _instant.Clear();
            _hasHistory = true;
        }
    }

    private void GatherFirstRows()
    {
        if (!_firstRows.IsEmpty)
        {
            PageRowsRecord first = new(_firstRows.Reader);
            _rows.Reset(first.Page.Key);
            _rows.Add(first, _firstRows.FileId);
            _firstRows.Clear();
            _hasRows = true;
        }
    }

    private void EndPage()
    {
        if (!_hasPage)
        {
            return;
        }

        if (!_hasHistory && !_hasRows && _instant.IsEmpty != _firstRows.IsEmpty && !HasLostRows())
        {
            WriteOnlyRecord();
        }
        else
        {
            WritePage();
        }

        _instant.Clear();
        _firstRows.Clear();
        (_hasPage, _hasHistory, _hasRows) = (false, false, false);
    }

    private bool HasLostRows() => !_firstRows.IsEmpty && new PageRowsRecord(_firstRows.Reader).HasLost;

    private void WriteOnlyRecord()
    {
        if (_instant.IsEmpty)
        {
            PageRowsRecord rows = new(_firstRows.Reader);
            CountRows(rows.RowCount, rows.Page.LinkCount);
            writer.Add(rows.Page, _firstRows.FileId);
            return;
        }

        CaptureRecord capture = new(_instant.Reader);
        if (capture.SeesPage)
        {
            writer.Add(capture.Page, _instant.FileId, capture.Language);
        }
    }

    // Live links of captures stand before those of rows, lost ones behind both.
    private void WritePage()
    {
        TellInstant();
        GatherFirstRows();
        _page.FirstSeenSeconds = _history.FirstSeenSeconds;
        _page.LastSeenSeconds = _history.LastSeenSeconds;
        _history.WriteLive(_page);
        if (_hasRows)
        {
            FoldRows();
            WriteRows(areLost: false);
        }

        if (_hasRows || _history.IsKnown)
        {
            _history.WriteLost(_page);
            if (_hasRows)
            {
                WriteRows(areLost: true);
            }

            _history.NameRecords(_page);
            _page.HttpStatus = _history.HttpStatus;
            _page.Language = _history.Language;
            _page.SetTitle(_history.Title.Length > 0 || !_hasRows ? _history.Title : _rows.Title);
            writer.Add(_page);
        }

        _history.Clear();
    }

    private void FoldRows()
    {
        _rows.Fold();
        CountRows(_rows.RowCount, _rows.LinkCount);
        _page.FirstSeenSeconds = Times.Earlier(_page.FirstSeenSeconds, _rows.FirstSeenSeconds);
        _page.LastSeenSeconds = Times.Later(_page.LastSeenSeconds, _rows.LastSeenSeconds);
    }

    private void WriteRows(bool areLost)
    {
        for (int index = 0; index < _rows.LinkCount; index++)
        {
            _rows.ReadLink(index, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> anchor, out LinkFacts link);
            if (link.IsLost == areLost)
            {
                _page.Add(target, anchor, link);
            }
        }
    }

    private void CountRows(long rowCount, int linkCount)
    {
        _rowCount += rowCount;
        _foldedCount += rowCount - linkCount;
    }
}
