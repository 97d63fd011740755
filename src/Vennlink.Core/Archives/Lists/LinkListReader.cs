using Vennlink.Archives.Tables;
using Vennlink.Links;

namespace Vennlink.Archives.Lists;

/// <summary>Reads link lists: the rows of a table, in columns that its header names.</summary>
/// <remarks>
/// A row without a source and a target, or with more cells than the header, is counted. Not thread-safe.
/// </remarks>
internal sealed class LinkListReader : IDisposable
{
    private const int SampleRows = 20;

    private readonly ITable _table;
    private readonly LinkListOptions _options;
    private readonly SkipCounts _skips;
    private readonly Queue<TableRow> _sample = new();
    private TableRow _cells = new();
    private readonly RelCells _rels = new();
    private readonly InputNotes _notes;
    private ListMapping _mapping;

    // Of the row that is read: the next of its targets.
    private int _nextTarget = int.MaxValue;

    // How many cells most rows have behind the last column.
    private readonly int _paddingCount;

    // Rows whose text was not quoted as it should be.
    private long _fittedCount;
    private long _firstFitted;

    private LinkListReader(ITable table, LinkListOptions options, SkipCounts skips)
    {
        (_table, _options, _skips) = (table, options, skips);
        TableRow header = new();
        if (!table.TryReadRow(header))
        {
            throw new InputException(
                table.FilePath, null, "the list is empty: it has no header with a source and a target column");
        }

        LinkListHeader names = LinkListHeader.Of(header, options.Columns);
        while (_sample.Count < SampleRows && table.TryReadRow(_cells))
        {
            TableRow sampled = new();
            sampled.CopyFrom(_cells);
            _sample.Enqueue(sampled);
        }

        _mapping = ListMapping.Of(names, [.. _sample], options, table.FilePath);
        _paddingCount = _sample.Select(row => row.Count - header.Count)
            .Where(count => count > 0 && 2 * _sample.Count(row => row.Count - header.Count == count) > _sample.Count)
            .FirstOrDefault();
        _notes = _mapping.Notes();
    }

    /// <summary>Path of the file, for messages.</summary>
    public string FilePath => _table.FilePath;

    /// <summary>What the list was taken for, and which of its columns for what.</summary>
    public InputNotes Notes
    {
        get
        {
            InputNotes table = _table.Notes;
            string[] fitted = _fittedCount == 0 ? []
                : [$"{_fittedCount} rows with quotes or commas that are not quoted are read so that they have as many "
                    + $"cells as the header, the first in line {_firstFitted}"];
            return table with
            {
                TakenFor = string.Join("; ", new[] { table.TakenFor, _notes.TakenFor }.Where(text => text.Length > 0)),
                Columns = _notes.Columns,
                UnusedColumns = _notes.UnusedColumns,
                Assumptions = [.. table.Assumptions, .. _notes.Assumptions, .. fitted],
            };
        }
    }

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public long BytesRead => _table.BytesRead;

    /// <summary>Whether offsets count decompressed bytes.</summary>
    public bool IsCompressed => _table.IsCompressed;

    /// <summary>Opens a list.</summary>
    /// <param name="stream">
    /// The file from its first byte; owned by the reader from here on, also when this throws.
    /// </param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="options">What the user says of lists.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">
    /// No source and target column can be found; the message names the columns there are.
    /// </exception>
    public static LinkListReader Open(Stream stream, string file, LinkListOptions options, SkipCounts skips)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(skips);
        ITable table = TableFile.Open(stream, file, row => LinkListHeader.IsHeader(row, options), skips);
        try
        {
            return new LinkListReader(table, options, skips);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next usable row; false at the end.</summary>
    public bool TryRead(LinkListRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        while (true)
        {
            if (_nextTarget < _mapping.TargetColumns.Length)
            {
                if (TryTakeTarget(row, _nextTarget++))
                {
                    return true;
                }
            }
            else if (!TryReadRow())
            {
                return false;
            }
            else if (TryTakeRow(row))
            {
                _nextTarget = 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private bool TryReadRow()
    {
        if (_sample.TryDequeue(out TableRow? sampled))
        {
            _cells = sampled;
            return true;
        }

        return _table.TryReadRow(_cells);
    }

    // All of a row but its targets.
    private bool TryTakeRow(LinkListRow row)
    {
        row.Place = new SkipPlace(_cells.LineNumber);
        _skips.Place = row.Place;
        row.Source = Url(_mapping[ListField.Source]);
        if (_cells.HasBareQuotes || _cells.Count > _mapping.ColumnCount)
        {
            if (!TryFit())
            {
                return IsOfData(row.Source) && Skip(SkipReason.BadRow);
            }

            row.Source = Url(_mapping[ListField.Source]);
        }

        if (row.Source.Span.IndexOf((byte)'.') < 0 && !IsOfData(row.Source))
        {
            return false;
        }

        row.Bytes = _cells.Bytes;
        row.OffsetBytes = _cells.OffsetBytes;
        row.Title = Cell(ListField.Title);
        row.Anchor = Cell(ListField.Anchor);
        if (row.Anchor.IsEmpty)
        {
            row.Anchor = Cell(ListField.AltText);
        }

        row.IsLost = IsLost();
        if (row.IsLost && !_options.IncludeLost)
        {
            return Skip(SkipReason.LostLink);
        }

        if (Kind() is not { } kind)
        {
            return Skip(SkipReason.NotALink);
        }

        row.Kind = kind;
        row.Rel = Rel();
        row.FirstSeenSeconds = Date(ListField.FirstSeen);
        row.LastSeenSeconds = Date(ListField.LastSeen);
        return true;
    }

    private bool TryTakeTarget(LinkListRow row, int index)
    {
        int column = _mapping.TargetColumns[index];
        if (_mapping.IsMatrix)
        {
            bool? isLink = ListWords.Flag(_cells[column].Span);
            if (isLink is null)
            {
                _skips.Add(SkipReason.BadFlag);
            }

            row.Target = _mapping.GivenTargets![index];
            return isLink == true;
        }

        row.Target = _mapping.GivenTargets is { } given ? given[index] : Url(column);
        return !row.Target.IsEmpty || (_mapping.TargetColumns.Length == 1 && Skip(SkipReason.BadRow));
    }

    private bool Skip(SkipReason reason)
    {
        _skips.Add(reason);
        return false;
    }

    // A cell of a workbook may show a text and link to the page.
    private ReadOnlyMemory<byte> Url(int column)
    {
        ReadOnlyMemory<byte> text = _cells[column];
        if (!_cells.HasLinks)
        {
            return _mapping.HoldsReversedNames ? ListCells.UrlOfReversed(text) : ListCells.Url(text);
        }

        ReadOnlyMemory<byte> address = _cells.LinkOf(column);
        return ListCells.Url(address.IsEmpty || text.Span.IndexOf("://"u8) >= 0 ? text : address);
    }

    private ReadOnlyMemory<byte> Cell(ListField field) => _cells[_mapping[field]];

    // Whether each cell stands in its column. Text that is not quoted as it should be can be read where that gives as
    // many cells as there are columns. A blank cell behind the last column may be one that a comma in a URL moved
    // there, unless most rows end in blank cells.
    private bool TryFit()
    {
        int cellCount = _mapping.ColumnCount + _paddingCount;
        if (!_cells.HasBareQuotes && (_cells.Count == cellCount || _cells.Bytes.IsEmpty))
        {
            return !HasMoreCells();
        }

        bool fits = (_cells.HasBareQuotes && _cells.Count == cellCount) || _cells.TryJoin(cellCount, _mapping.AreTexts);
        if (!fits || HasMoreCells())
        {
            return false;
        }

        if (_fittedCount++ == 0)
        {
            _firstFitted = _cells.LineNumber;
        }

        return true;
    }

    // Cells behind the last column are mostly the rest of a URL or text that holds the separator and is not quoted.
    private bool HasMoreCells()
    {
        for (int index = _mapping.ColumnCount; index < _cells.Count; index++)
        {
            if (!_cells[index].Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    // A source without a dot is no site, as good as ever: so here is looked for rows that are none, and for the header
    // of another list that was put behind this one.
    private bool IsOfData(ReadOnlyMemory<byte> source)
    {
        if (source.IsEmpty)
        {
            bool isBlank = Enumerable.Range(0, _cells.Count).All(index => _cells[index].Span.Trim(" \t\r\n"u8).IsEmpty);
            return !isBlank && Skip(SkipReason.BadRow);
        }

        if (!LinkListHeader.IsHeader(_cells, _options))
        {
            return true;
        }

        _mapping = ListMapping.Of(LinkListHeader.Of(_cells, _options.Columns), [], _options, FilePath);
        return false;
    }

    private bool IsLost()
    {
        foreach (int column in _mapping.LostColumns)
        {
            if (ListWords.IsLost(_cells[column].Span))
            {
                return true;
            }
        }

        return false;
    }

    private LinkKind? Kind()
    {
        if (!_mapping.SaysKind)
        {
            return LinkKind.Anchor;
        }

        foreach (int column in _mapping.NoLinkColumns)
        {
            if (ListWords.Flag(_cells[column].Span) == true)
            {
                return null;
            }
        }

        return ListWords.Flag(Cell(ListField.Redirect).Span) == true ? LinkKind.Redirect
            : ListWords.Kind(Cell(ListField.Kind).Span, _mapping.IsOfCrawler);
    }

    private LinkRel Rel()
    {
        LinkRel rel = LinkRel.None;
        ReadOnlySpan<byte> words = Cell(ListField.Rel).Span;
        if (!words.IsEmpty)
        {
            rel = Known(_rels.Read(words));
        }

        if (!_mapping.SaysFollow)
        {
            return rel;
        }

        rel |= Flag(ListField.Ugc, LinkRel.Ugc) | Flag(ListField.Sponsored, LinkRel.Sponsored);

        // "Only nofollow: no, only follow: no" is said of pages that have both: the first word counts.
        return rel | (Cell(ListField.Nofollow) is { IsEmpty: false } nofollow
            ? Known(ListWords.Nofollow(nofollow.Span, yesIsFollow: false))
            : Cell(ListField.Follow) is { IsEmpty: false } follow
            ? Known(ListWords.Nofollow(follow.Span, yesIsFollow: true)) : LinkRel.None);
    }

    private LinkRel Flag(ListField field, LinkRel flag)
    {
        ReadOnlySpan<byte> cell = Cell(field).Span;
        return cell.IsEmpty ? LinkRel.None
            : Known(ListWords.Flag(cell) is { } isSet ? isSet ? flag : LinkRel.None : ListWords.Rel(cell));
    }

    private LinkRel Known(LinkRel? rel)
    {
        if (rel is null)
        {
            _skips.Add(SkipReason.BadFlag);
        }

        return rel ?? LinkRel.None;
    }

    private long? Date(ListField field)
    {
        ReadOnlySpan<byte> text = Cell(field).Span;
        if (text.IsEmpty || (text = text.Trim(" \t\r\n"u8)).IsEmpty)
        {
            return null;
        }

        if (ListDate.TryParse(text, out long seconds))
        {
            return seconds;
        }

        _skips.Add(SkipReason.BadDate);
        return null;
    }
}
