using System.Globalization;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Networks;

/// <summary>
/// A list of arcs, one a row: CSV, TSV and cells between blanks, with or without a header, as SNAP, KONECT, networkx
/// and spreadsheets write them.
/// </summary>
/// <remarks>A row that begins with <c>#</c> or <c>%</c>, not quoted, is a comment.</remarks>
internal sealed class ArcList : ArcFile
{
    private const int GlanceBytes = 64 << 10;

    private readonly ListForm _form;
    private readonly RowCells _cells;
    private readonly TextRows _rows;
    private long _commentCount;
    private bool _isPastHeader;
    private bool _hasEnded;

    public ArcList(string file, ByteWindow window, SkipCounts skips)
        : base(file, window, skips)
    {
        ReadOnlySpan<byte> start = Peek(window, GlanceBytes + 1);
        _form = ListForm.Find(
            window.Memory[..Math.Min(start.Length, GlanceBytes)], start.Length <= GlanceBytes, file);
        foreach (string remark in _form.Remarks)
        {
            Remark(remark);
        }

        _cells = new RowCells(_form.Separator, "\""u8.ToArray());
        _rows = new TextRows(window, _cells, skips);
        _isPastHeader = !_form.HasHeader;
    }

    /// <inheritdoc/>
    public override bool HasWeights => _form.Weight >= 0 || _form.HasData;

    /// <inheritdoc/>
    public override double? DefaultWeight => _form.HasData ? 1 : null;

    /// <summary>Bytes that cutting rows has looked at in all.</summary>
    public long WorkBytes => _rows.WorkBytes;

    /// <inheritdoc/>
    public override bool TryRead(NamedArc arc)
    {
        while (_rows.TryNext(out ReadOnlyMemory<byte> text))
        {
            int length = text.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = length < 0 ? text : text[..length];
            bool isComment = ListSample.IsComment(line.Span);
            _commentCount += isComment ? 1 : 0;
            if (isComment || ListSample.IsBlank(line.Span))
            {
                _rows.PassLine();
            }
            else if (!_isPastHeader)
            {
                _isPastHeader = true;
                _rows.PassLine();
            }
            else if (_form.HasData ? TryTakeWithData(line, arc) : TryTake(text, arc))
            {
                return true;
            }
        }

        if (!_hasEnded && _commentCount > 0)
        {
            Remark(string.Create(CultureInfo.InvariantCulture,
                $"lines that begin with # or %, passed over as comments: {_commentCount:N0}"));
        }

        _hasEnded = true;
        return false;
    }

    private bool TryTake(ReadOnlyMemory<byte> text, NamedArc arc)
    {
        if (!_rows.TryCut(keepsQuotes: _form.Separator is (byte)'\t' or (byte)' '))
        {
            return false;
        }

        return TrySet(text, _cells.Cell(text, _form.Weight), arc);
    }

    private bool TryTakeWithData(ReadOnlyMemory<byte> line, NamedArc arc)
    {
        int start = ListForm.DataStart(line.Span);
        if (!_rows.TryTakeLine())
        {
            return false;
        }

        start = start < 0 ? line.Length : start;
        if (_cells.TryCut(line.Span[..start], heedsQuotes: true, out _))
        {
            return TrySet(line, WeightIn(line[start..]), arc);
        }

        Skips.Add(SkipReason.BadRow);
        return false;
    }

    private bool TrySet(ReadOnlyMemory<byte> row, ReadOnlyMemory<byte> weight, NamedArc arc)
    {
        ReadOnlyMemory<byte> source = _cells.Cell(row, _form.Source);
        ReadOnlyMemory<byte> target = _cells.Cell(row, _form.Target);
        bool hasMore = false;
        for (int index = _form.ColumnCount; index < _cells.Count; index++)
        {
            hasMore |= !_cells.Cell(row, index).IsEmpty;
        }

        if (hasMore || source.IsEmpty || target.IsEmpty)
        {
            Skips.Add(SkipReason.BadRow);
            return false;
        }

        arc.SetArc(source, target, weight, _form.IsBothWays);
        return true;
    }

    // {'weight': 2.5, 'colour': 'red'}
    private static ReadOnlyMemory<byte> WeightIn(ReadOnlyMemory<byte> data)
    {
        ReadOnlySpan<byte> span = data.Span;
        int key = span.IndexOf("weight"u8);
        if (key < 1 || span[key - 1] is not ((byte)'\'' or (byte)'"'))
        {
            return default;
        }

        int start = key + "weight'"u8.Length;
        int skipped = span[Math.Min(start, span.Length)..].IndexOfAnyExcept(": "u8);
        int length = skipped < 0 ? -1 : span[(start + skipped)..].IndexOfAny(",} "u8);
        return length < 0 ? default : data.Slice(start + skipped, length);
    }
}
