using System.Text;
using Vennlink.Archives.Compression;

namespace Vennlink.Archives.Networks;

/// <summary>
/// A GDF file (GUESS, Gephi, Archives Unleashed): a line that names the columns of nodes and the nodes, then one that
/// names those of edges and the edges, separated by commas.
/// </summary>
/// <remarks>Nodes are called by their first column, which edges use; labels are passed over.</remarks>
internal sealed class GdfArcs : ArcFile
{
    private const string NodeMark = "nodedef>";
    private const string EdgeMark = "edgedef>";

    private readonly RowCells _cells = new((byte)',', "\"'"u8.ToArray());
    private readonly TextRows _rows;
    private bool _isInEdges;
    private int _source;
    private int _target = 1;
    private int _weight = -1;
    private int _directed = -1;
    private int _columnCount;

    public GdfArcs(string file, ByteWindow window, SkipCounts skips)
        : base(file, window, skips)
    {
        _rows = new TextRows(window, _cells, skips);
        Remark("read as GDF");
    }

    /// <inheritdoc/>
    /// <remarks>The line that names the columns of edges comes after the nodes, so it is not known before.</remarks>
    public override bool HasWeights => true;

    /// <inheritdoc/>
    public override double? DefaultWeight => _weight < 0 ? 1 : null;

    /// <summary>Whether text begins as a GDF file does.</summary>
    public static bool Starts(ReadOnlySpan<byte> text) => IsMark(text, NodeMark) || IsMark(text, EdgeMark);

    /// <inheritdoc/>
    public override bool TryRead(NamedArc arc)
    {
        while (_rows.TryNext(out ReadOnlyMemory<byte> row))
        {
            if (row.Span[0] == '#')
            {
                _rows.PassLine();
                continue;
            }

            bool isEdgeMark = IsMark(row.Span, EdgeMark);
            bool isMark = isEdgeMark || IsMark(row.Span, NodeMark);
            if (!_rows.TryCut(keepsQuotes: true))
            {
                continue;
            }

            if (isMark)
            {
                ReadColumns(row, isEdgeMark);
            }
            else if (!IsBlank(row) && TryTake(row, arc))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsBlank(ReadOnlyMemory<byte> row) => _cells.Count <= 1 && _cells.Cell(row, 0).IsEmpty;

    private bool TryTake(ReadOnlyMemory<byte> row, NamedArc arc)
    {
        ReadOnlyMemory<byte> source = _cells.Cell(row, _isInEdges ? _source : 0);
        ReadOnlyMemory<byte> target = _cells.Cell(row, _isInEdges ? _target : 0);
        if (_cells.Count > _columnCount || source.IsEmpty || target.IsEmpty)
        {
            Skips.Add(SkipReason.BadRow);
            return false;
        }

        if (!_isInEdges)
        {
            arc.SetNode(source);
            return true;
        }

        bool isBothWays = _cells.Cell(row, _directed).Span.SequenceEqual("false"u8);
        if (isBothWays)
        {
            Remark("edges that are not directed are taken as an arc each way");
        }

        arc.SetArc(source, target, _cells.Cell(row, _weight), isBothWays);
        return true;
    }

    // Columns are "name TYPE". The ends of an edge stand first, and are called node1 and node2, elsewhere source and
    // target.
    private void ReadColumns(ReadOnlyMemory<byte> row, bool isOfEdges)
    {
        _isInEdges = isOfEdges;
        _columnCount = _cells.Count;
        if (!isOfEdges)
        {
            return;
        }

        string[] names = [.. Enumerable.Range(0, _columnCount).Select(column =>
            (column == 0 ? _cells.Text(row, 0)[EdgeMark.Length..].TrimStart() : _cells.Text(row, column))
                .Split(' ', '\t')[0].ToLowerInvariant())];
        (_source, _target) = (Find("node1", "source"), Find("node2", "target"));
        (_source, _target) = _source < 0 || _target < 0 ? (0, 1) : (_source, _target);
        _weight = Find("weight");
        _directed = Find("directed");

        int Find(params string[] known) => Array.FindIndex(names, name => known.Contains(name));
    }

    private static bool IsMark(ReadOnlySpan<byte> text, string mark) =>
        text.Length >= mark.Length && Ascii.EqualsIgnoreCase(text[..mark.Length], mark);
}
